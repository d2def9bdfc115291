"""`python -m webapp.cli` is `kaoping`."""

from webapp.cli import main

main()
