"""Publishing a scheme: from then on new cycles run it. Cycles that are open keep the one they froze."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from workflow.actions import Action
from workflow.actor import Actor
from workflow.commands._history import record
from workflow.commands._subject import lock_provinces
from workflow.errors import Invalid
from workflow.models import Level, SchemeVersion, Unit
from workflow.permissions import require
from workflow.queries.scheme_owners import others_hold
from workflow.queries.scopes import own_scope
from workflow.scheme.checks import Finding, open_findings
from workflow.scheme.document import Scheme
from workflow.scheme.loader import load


def publish_scheme(session: Session, actor: Actor, now: datetime, *, text: str, name: str) -> SchemeVersion:
    """Publish the scheme that a file holds; `name` is the file's, for messages. Twice is once.

    Raises SchemeUnreadable; Invalid where a finding is open ("findings-<n>"), this version of the key
    was published with another content or the key is another top unit's ("file").
    """
    require(actor, Action.PUBLISH_SCHEME, own_scope(actor))
    scheme = load(text, name)
    _require_settled(scheme)
    lock_provinces(session)
    _require_own(session, actor, scheme)
    _require_new(session, scheme)
    version = stored(session, scheme, now)
    if version.published_at is None:
        version.published_at, version.published_by_id = now, actor.user_id
        session.flush()
        record(session, actor, now, "scheme.publish", version, after={"scheme": scheme.reference})
    return version


def stored(session: Session, scheme: Scheme, now: datetime) -> SchemeVersion:
    """The row of a scheme's text, added where it is not kept yet."""
    known = session.scalar(select(SchemeVersion).where(SchemeVersion.digest == scheme.digest))
    if known is not None:
        return known
    named = {"key": scheme.key, "version": scheme.version}
    version = SchemeVersion(**named, digest=scheme.digest, source=scheme.text, frozen_at=now)
    session.add(version)
    session.flush()
    return version


def _require_settled(scheme: Scheme) -> None:
    found = open_findings(scheme)
    errors = {
        f"findings-{index}": f"{finding.code} {finding.text}。{_remedy(finding)}"
        for index, finding in enumerate(found)
    }
    if errors:
        raise Invalid(errors)


def _remedy(finding: Finding) -> str:
    return f"{finding.outdated_text}。" if finding.outdated else f"补充解释，写明：{finding.entry.to_say}"


def _require_new(session: Session, scheme: Scheme) -> None:
    published = select(SchemeVersion.digest).where(
        SchemeVersion.key == scheme.key,
        SchemeVersion.version == scheme.version,
        SchemeVersion.published_at.is_not(None),
        SchemeVersion.digest != scheme.digest,
    )
    if (digest := session.scalar(published)) is not None:
        text = f"{scheme.key} 第{scheme.version}版已经公布（{digest[:12]}），这个文件的内容与它不同"
        raise Invalid({"file": f"{text}：把 version 升一版再公布。"})


def _require_own(session: Session, actor: Actor, scheme: Scheme) -> None:
    """Nobody changes what another unit's next year runs; the command line acts for all."""
    top = session.get(Unit, actor.unit_id) if actor.unit_id else None
    if top is None:
        return
    if top.level is not Level.of(scheme.procedure.levels.assessor):
        text = "这份办法由另一层级的单位组织评定，本单位不能公布：核对 procedure 的 levels"
        raise Invalid({"file": f"{text}。"})
    if others_hold(session, scheme.key, top.id):
        text = f"代号 {scheme.key} 已由另一个组织评定的单位使用：换一个 key 再公布"
        raise Invalid({"file": f"{text}；确需共用的，由系统运维人员用命令行公布。"})
