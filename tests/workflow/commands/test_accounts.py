"""Accounts and posts: first passwords, ended log-ins, and nobody changes their own posts."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from tests.hubei import OCTOBER, PASSWORD, someone, unit_id, user
from workflow.actor import COMMAND_LINE, Actor, Post
from workflow.commands.accounts import add_division, add_user, deactivate, reactivate, reset_password
from workflow.commands.posts import AT_THE_TOP, BELOW, TOGETHER, end_post, grant_post
from workflow.errors import Forbidden, Invalid
from workflow.models import Event, LoginSession, PostHolding, User
from workflow.passwords import verify_password
from workflow.queries.accounts import accounts
from workflow.queries.holders import holdings_between
from workflow.unit_of_work import unit_of_work

LATER = OCTOBER + timedelta(days=1)


@pytest.fixture
def admin(hubei: Session) -> Actor:
    return someone(hubei, Post.ADMIN, "湖北省", "admin")


@pytest.fixture
def filler(hubei: Session) -> Actor:
    return someone(hubei, Post.FILLER, "武汉市", "filler")


def holding_id(session: Session, actor: Actor) -> int:
    assert actor.user_id
    return holdings_between(session, actor.user_id, LATER, None)[0].id


def refused_fields(session: Session, actor: Actor, filler: Actor, **post: object) -> set[str]:
    with pytest.raises(Invalid) as refused, unit_of_work(session):
        grant_post(session, actor, LATER, user_id=filler.user_id, **post)
    return set(refused.value.errors)


def logged_in(session: Session, user_id: int | None) -> None:
    with unit_of_work(session):
        session.add(LoginSession(token_digest="x", user_id=user_id, created_at=OCTOBER, last_seen_at=OCTOBER))


def test_a_first_password_is_kept_as_a_hash_and_must_be_changed(hubei: Session, admin: Actor) -> None:
    with unit_of_work(hubei):
        added = add_user(hubei, admin, OCTOBER, username=" Li.Si ", name="李四", password=PASSWORD)
    assert added.username == "li.si"
    assert added.must_change_password
    assert verify_password(added.password_hash, PASSWORD)
    assert PASSWORD not in "".join(hubei.scalars(select(Event.after)))


@pytest.mark.parametrize(
    ("username", "name", "password", "fields"),
    [
        ("admin", "李四", PASSWORD, {"username"}),
        ("李四", "李四", PASSWORD, {"username"}),
        ("x y", " ", "short", {"username", "name", "password"}),
    ],
)
def test_everything_wrong_with_a_new_account_is_said_at_once(
    hubei: Session, admin: Actor, username: str, name: str, password: str, fields: set[str]
) -> None:
    with pytest.raises(Invalid) as refused, unit_of_work(hubei):
        add_user(hubei, admin, OCTOBER, username=username, name=name, password=password)
    assert set(refused.value.errors) == fields


def test_a_reset_password_ends_every_log_in_and_must_be_changed(
    hubei: Session, admin: Actor, filler: Actor
) -> None:
    logged_in(hubei, filler.user_id)
    with unit_of_work(hubei):
        reset_password(hubei, admin, LATER, user_id=filler.user_id, password="another-first-one")
    assert hubei.scalars(select(LoginSession.ended_at)).all() == [LATER]
    account = user(hubei, filler)
    assert account.must_change_password
    assert verify_password(account.password_hash, "another-first-one")


def test_a_deactivated_account_is_logged_out_and_comes_back_with_its_posts(
    hubei: Session, admin: Actor, filler: Actor
) -> None:
    logged_in(hubei, filler.user_id)
    with unit_of_work(hubei):
        deactivate(hubei, admin, LATER, user_id=filler.user_id)
    assert hubei.scalars(select(LoginSession.ended_at)).all() == [LATER]
    assert not user(hubei, filler).active
    with unit_of_work(hubei):
        reactivate(hubei, admin, LATER, user_id=filler.user_id)
    assert user(hubei, filler).active
    assert len(holdings_between(hubei, filler.user_id, LATER, None)) == 1


@pytest.mark.parametrize("act", [deactivate, reactivate])
def test_nobody_switches_their_own_account(hubei: Session, admin: Actor, act: object) -> None:
    with pytest.raises(Forbidden, match="本人"), unit_of_work(hubei):
        act(hubei, admin, LATER, user_id=admin.user_id)


def test_nobody_resets_their_own_password(hubei: Session, admin: Actor) -> None:
    with pytest.raises(Forbidden, match="修改密码"), unit_of_work(hubei):
        reset_password(hubei, admin, LATER, user_id=admin.user_id, password="another-first-one")


def test_an_administrator_grants_himself_nothing(hubei: Session, admin: Actor) -> None:
    with pytest.raises(Forbidden, match="不能变更本人的岗位"), unit_of_work(hubei):
        grant_post(
            hubei,
            admin,
            LATER,
            user_id=admin.user_id,
            unit_id=unit_id(hubei, "湖北省"),
            post=Post.CHIEF,
        )
    with pytest.raises(Forbidden, match="不能变更本人的岗位"), unit_of_work(hubei):
        end_post(hubei, admin, LATER, holding_id=holding_id(hubei, admin))


@pytest.mark.parametrize("post", [Post.CHIEF, Post.AUDITOR])
def test_no_other_post_of_the_province_grants_posts(hubei: Session, filler: Actor, post: Post) -> None:
    actor = someone(hubei, post, "湖北省")
    with pytest.raises(Forbidden), unit_of_work(hubei):
        end_post(hubei, actor, LATER, holding_id=holding_id(hubei, filler))


def test_an_ended_post_holds_no_longer_and_ends_once(hubei: Session, admin: Actor, filler: Actor) -> None:
    held = holding_id(hubei, filler)
    with unit_of_work(hubei):
        end_post(hubei, admin, LATER, holding_id=held)
    assert not hubei.get_one(PostHolding, held).live(LATER)
    with pytest.raises(Invalid, match="已经终止"), unit_of_work(hubei):
        end_post(hubei, admin, LATER, holding_id=held)


def test_posts_fit_the_place_of_their_unit(hubei: Session, admin: Actor, filler: Actor) -> None:
    province, county = unit_id(hubei, "湖北省"), unit_id(hubei, "江岸区")
    assert refused_fields(hubei, admin, filler, unit_id=county, post=Post.CHIEF) == {"post"}
    assert refused_fields(hubei, admin, filler, unit_id=province, post=Post.SIGNER) == {"post"}


def test_a_post_is_held_once_at_a_time(hubei: Session, admin: Actor, filler: Actor) -> None:
    assert refused_fields(hubei, admin, filler, unit_id=filler.unit_id, post=Post.FILLER) == {"post"}


def test_a_rater_needs_a_division_of_the_province_and_nobody_else_has_one(
    hubei: Session, admin: Actor
) -> None:
    province = unit_id(hubei, "湖北省")
    with unit_of_work(hubei):
        division = add_division(hubei, admin, OCTOBER, unit_id=province, name="基金结算处").id
        new = add_user(hubei, admin, OCTOBER, username="rater", name="王五", password=PASSWORD).id
    person = Actor(new, "王五", Post.RATER, province)
    assert refused_fields(hubei, admin, person, unit_id=province, post=Post.RATER) == {"division_id"}
    chief = {"post": Post.CHIEF, "division_id": division}
    assert refused_fields(hubei, admin, person, unit_id=province, **chief) == {"division_id"}
    with unit_of_work(hubei):
        rater = {"post": Post.RATER, "division_id": division}
        grant_post(hubei, admin, LATER, user_id=new, unit_id=province, **rater)
    (listed,) = accounts(hubei, province, LATER, "王五")
    assert [(held.post, held.division_name) for held in listed.posts] == [(Post.RATER, "基金结算处")]


@pytest.mark.parametrize(
    ("unit", "name"), [("武汉市", "二处"), ("湖北省", " "), ("湖北省", "一处"), ("湖北省", "处" * 61)]
)
def test_divisions_belong_to_the_province_and_have_distinct_short_names(
    hubei: Session, admin: Actor, unit: str, name: str
) -> None:
    with unit_of_work(hubei):
        add_division(hubei, admin, OCTOBER, unit_id=unit_id(hubei, "湖北省"), name="一处")
    with pytest.raises(Invalid), unit_of_work(hubei):
        add_division(hubei, admin, OCTOBER, unit_id=unit_id(hubei, unit), name=name)


def test_who_fills_does_not_rate_and_administration_stands_apart(
    hubei: Session, admin: Actor, filler: Actor
) -> None:
    province = unit_id(hubei, "湖北省")
    assert refused_fields(hubei, admin, filler, unit_id=province, post=Post.CHIEF) == {"post"}
    assert refused_fields(hubei, COMMAND_LINE, admin, unit_id=province, post=Post.CHIEF) == {"post"}
    with unit_of_work(hubei):
        grant_post(hubei, admin, LATER, user_id=filler.user_id, unit_id=filler.unit_id, post=Post.SIGNER)


def test_every_post_belongs_to_one_group_and_to_one_place() -> None:
    people = set(Post) - {Post.CLOCK}
    assert sorted(post for group in TOGETHER for post in group) == sorted(people)
    assert sorted(AT_THE_TOP + BELOW) == sorted(people)


def test_a_deactivated_person_is_given_no_post(hubei: Session, admin: Actor, filler: Actor) -> None:
    with unit_of_work(hubei):
        deactivate(hubei, admin, LATER, user_id=filler.user_id)
    assert refused_fields(hubei, admin, filler, unit_id=filler.unit_id, post=Post.SIGNER) == {"user_id"}


def test_the_list_of_accounts_is_found_by_name_and_unit(hubei: Session, admin: Actor, filler: Actor) -> None:
    province = unit_id(hubei, "湖北省")
    assert [entry.username for entry in accounts(hubei, province, LATER)] == ["admin", "filler"]
    assert [entry.username for entry in accounts(hubei, province, LATER, "武汉市")] == ["filler"]
    assert accounts(hubei, province, LATER, "黄石") == []
    assert hubei.scalars(select(User.must_change_password)).all() == [True, True]
