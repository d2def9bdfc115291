"""What every test may ask for; each plugin says what it is."""

pytest_plugins = ["tests.databases", "tests.sockets"]
