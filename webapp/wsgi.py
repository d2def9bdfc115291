"""What a WSGI server loads: `webapp.wsgi:app`."""

from webapp import create_app

app = create_app()
