"""What a real server loads in a test: the application, to which every request comes at a given time."""

import os
from datetime import datetime

from webapp.arrival import STAMP
from webapp.wsgi import app

_now = datetime.fromisoformat(os.environ["TEST_ARRIVAL"])
_application = app.wsgi_app


def _arriving(environ, start_response):  # type: ignore[no-untyped-def]
    environ[STAMP] = _now
    return _application(environ, start_response)


app.wsgi_app = _arriving
