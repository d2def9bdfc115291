"""What every test may ask for; each plugin says what it is."""

from hypothesis import settings

pytest_plugins = [
    "tests.compiled",
    "tests.databases",
    "tests.figures",
    "tests.hubei",
    "tests.post_office",
    "tests.sockets",
    "tests.stores",
    "tests.worlds",
]

settings.register_profile("every time", deadline=None, derandomize=True)
settings.register_profile("soak", deadline=None, max_examples=5_000)
settings.load_profile("every time")
