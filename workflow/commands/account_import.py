"""Accounts from a table: all or none; initial passwords are made here and told once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from secrets import choice

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor, Post
from workflow.commands._subject import lock_provinces
from workflow.commands.accounts import add_user
from workflow.commands.posts import grant_post
from workflow.csv_rows import Complaints, Row, as_read
from workflow.errors import Forbidden, Hidden, Invalid
from workflow.models import Division, PostHolding, Unit, User
from workflow.permissions import require
from workflow.queries.accounts import accounts, divisions
from workflow.queries.scopes import own_scope
from workflow.queries.sessions import username_of
from workflow.queries.units import by_word, only_top, units_of
from workflow.workbooks.rows import Columns, Heading, read_rows

_POSTS = {word: post for post in Post if post is not Post.CLOCK for word in (post.value, post.label)}


def told_posts() -> Sequence[str]:
    """What may stand in the column of posts."""
    return tuple(dict.fromkeys(post.label for post in _POSTS.values()))


TABLE = Columns(
    {
        "username": Heading(
            "用户名",
            "必填。登录用：2 到 64 个小写字母、数字、点、横线或下划线，以字母或数字开头。"
            "同一人有几个岗位的写几行，用户名和姓名相同。",
            "jiadong.tb",
        ),
        "name": Heading("姓名", "必填。真实姓名，操作记录中以姓名显示。", "张某某"),
        "unit": Heading("单位", "必填。单位表里的编码或名称。", "甲东县"),
        "post": Heading("岗位", f"必填。可填：{'、'.join(told_posts())}。", Post.FILLER.label),
        "division": Heading("处室", "只有评定员填写，写已有的处室名称；其他岗位留空。", ""),
    },
    frozenset({"division"}),
)
_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_LENGTH = 12


@dataclass(frozen=True)
class _People:
    """The accounts that an importer may see, by user name, and the user names that others have taken."""

    users: dict[str, User]
    taken: frozenset[str]


_Holding = tuple[int, int, Post, int | None]
"""Who holds which post, of which unit and division."""


@dataclass(frozen=True)
class _Wish:
    line: int
    username: str
    name: str
    unit: Unit
    post: Post
    division: Division | None

    def of(self, user: User) -> _Holding:
        """The post that it wants for a person."""
        return user.id, self.unit.id, self.post, self.division.id if self.division else None


@dataclass
class AccountsTaken:
    """What an import does or did: new accounts (username → name), posts that are granted, lines that change
    nothing. `passwords` (username → initial password) are kept nowhere else."""

    added: dict[str, str] = field(default_factory=dict)
    granted: list[str] = field(default_factory=list)
    unchanged: int = 0
    passwords: dict[str, str] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done."""
        return not self.granted


def plan_accounts(session: Session, actor: Actor, now: datetime, *, content: bytes) -> AccountsTaken:
    """What importing this table would do. Raises Invalid naming line, column and remedy of every mistake.

    Like every plan of a table it holds what its import holds: what is confirmed is what is done.
    """
    require(actor, Action.MANAGE_ACCOUNTS, own_scope(actor))
    lock_provinces(session)
    taken, people, held = AccountsTaken(), _people(session, actor, now), _held(session, now)
    for wish in _wishes(session, actor, content, people)[0]:
        user = people.users.get(wish.username)
        if user is None:
            taken.added[wish.username] = wish.name
        if user is None or wish.of(user) not in held:
            taken.granted.append(_told(wish))
        else:
            taken.unchanged += 1
    return taken


def import_accounts(session: Session, actor: Actor, now: datetime, *, content: bytes) -> AccountsTaken:
    """Add the accounts of a table that are not there, and grant the posts that are not held.

    The same table again changes nothing. Raises Invalid (fields `line-<row>-<column>`).
    """
    require(actor, Action.MANAGE_ACCOUNTS, own_scope(actor))
    lock_provinces(session)
    taken, people, held = AccountsTaken(), _people(session, actor, now), _held(session, now)
    wishes, complaints = _wishes(session, actor, content, people)
    for wish in wishes:
        try:
            _take(session, actor, now, wish, people.users, held, taken)
        except Invalid as refusal:
            for column, text in refusal.errors.items():
                complaints.add(wish.line, _COLUMN_OF.get(column, column), text)
        except (Forbidden, Hidden) as refusal:
            complaints.add(wish.line, "username", f"{refusal.text}删去这一行")
    complaints.settle()
    return taken


_COLUMN_OF = {"unit_id": "unit", "division_id": "division"}


def _take(
    session: Session,
    actor: Actor,
    now: datetime,
    wish: _Wish,
    users: dict[str, User],
    held: set[_Holding],
    taken: AccountsTaken,
) -> None:
    user = users.get(wish.username)
    if user is None:
        password = "".join(choice(_SIGNS) for _ in range(_LENGTH))
        user = add_user(session, actor, now, username=wish.username, name=wish.name, password=password)
        users[wish.username] = user
        taken.added[wish.username], taken.passwords[wish.username] = wish.name, password
    if wish.of(user) in held:
        taken.unchanged += 1
        return
    division_id = wish.division.id if wish.division else None
    unit_id = wish.unit.id
    grant_post(
        session, actor, now, user_id=user.id, unit_id=unit_id, post=wish.post, division_id=division_id
    )
    held.add(wish.of(user))
    taken.granted.append(_told(wish))


def _told(wish: _Wish) -> str:
    division = wish.division.name if wish.division else ""
    return f"{wish.name}：{wish.unit.name}{division}{wish.post.label}"


def _people(session: Session, actor: Actor, now: datetime) -> _People:
    """Whom the pages of accounts show to this importer; of all others, that a user name is taken."""
    everybody = {user.username: user for user in session.scalars(select(User))}
    seen = {account.username for account in accounts(session, _top(session, actor), now)}
    shown = {username: user for username, user in everybody.items() if username in seen}
    return _People(shown, frozenset(everybody.keys() - shown.keys()))


def _top(session: Session, actor: Actor) -> int:
    return actor.unit_id or only_top(session)


def _held(session: Session, now: datetime) -> set[_Holding]:
    """The posts that are held now, in one statement."""
    holdings = session.scalars(select(PostHolding))
    return {
        (holding.user_id, holding.unit_id, holding.post, holding.division_id)
        for holding in holdings
        if holding.live(now)
    }


def _wishes(
    session: Session, actor: Actor, content: bytes, people: _People
) -> tuple[list[_Wish], Complaints]:
    """What the lines ask for, and where further complaints go. Raises Invalid with everything wrong."""
    rows, complaints = read_rows(content, TABLE)
    top = _top(session, actor)
    units = by_word(units_of(session, top))
    known = {division.name: division for division in divisions(session, top)}
    names: dict[str, str] = {}
    wishes = []
    for row in rows:
        username = username_of(row.cells["username"])
        _check(row, username, people, names, complaints)
        named, post = units.get(row.cells["unit"], ()), _POSTS.get(row.cells["post"])
        _check_place(row, named, post, known, complaints)
        if named and post:
            division = known.get(row.cells["division"])
            wishes.append(_Wish(row.line, username, row.cells["name"], named[0], post, division))
    complaints.settle()
    return wishes, complaints


def _check(
    row: Row, username: str, people: _People, names: dict[str, str], complaints: Complaints
) -> None:
    name = row.cells["name"]
    user = people.users.get(username)
    if username in people.taken:
        text = f"用户名“{username}”已有人使用：换一个用户名，不能与已有的账号相同"
        complaints.add(row.line, "username", text)
        return
    if not username:
        complaints.add(row.line, "username", "没有用户名：填写登录用的用户名")
    if not name:
        complaints.add(row.line, "name", "没有姓名：填写真实姓名，操作记录中以姓名显示")
    known = user.name if user else names.setdefault(username, name)
    if name and known != name:
        complaints.add(row.line, "name", f"用户名“{username}”是{known}的，本行写的是{name}：改正一处")


def _check_place(
    row: Row,
    named: Sequence[Unit],
    post: Post | None,
    known: Mapping[str, Division],
    complaints: Complaints,
) -> None:
    cells = row.cells
    if not named:
        complaints.add(row.line, "unit", f"{as_read(cells['unit'])}，应为单位表里的编码或名称：核对单位表")
    if len(named) > 1:
        complaints.add(row.line, "unit", f"有 {len(named)} 个单位叫“{cells['unit']}”：改填编码")
    if post is None:
        labels = "、".join(dict.fromkeys(post.label for post in _POSTS.values()))
        complaints.add(row.line, "post", f"{as_read(cells['post'])}，可填：{labels}")
    if cells["division"] and cells["division"] not in known:
        listed = "、".join(known) or "（还没有处室）"
        complaints.add(row.line, "division", f"没有处室“{cells['division']}”，已有：{listed}")
