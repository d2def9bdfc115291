"""The refusals of the application. Each carries a Chinese text that says what happened and what to do."""

from collections.abc import Mapping


class KaopingError(Exception):
    """Base of every refusal that a user may meet."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class Invalid(KaopingError):
    """Fields whose content cannot be taken: field name → Chinese text at that field."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__("；".join(errors.values()))
        self.errors = dict(errors)


class NotFound(KaopingError):
    """The object does not exist, or its existence is not the asker's to know."""

    def __init__(
        self, text: str = "没有找到这个页面或记录，可能已被移走，或不在您单位的查看范围内。"
    ) -> None:
        super().__init__(text)


class Hidden(NotFound):
    """The object exists, but not for the asker: answered like NotFound, and noted."""


class Forbidden(KaopingError):
    """The asker may see the object but this post may not do this to it."""


class Stale(KaopingError):
    """Somebody else was faster: the row has changed since the asker read it."""


class Damaged(KaopingError):
    """A stored file is missing, or is not what was stored: it is not shown, and that is noted."""


class Unavailable(KaopingError):
    """What the application stands on (the store of files) does not answer now."""
