"""Official documents: texts that people write for them, the province's own templates, printed versions,
and long exports."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from states.engine import Labelled
from workflow.models.base import Base, Instant, Term


class Narrative(Base):
    """One section of text that a person writes for a document (自评报告 主要做法, 通报 工作要求).

    `document` is the kind of document, `unit_id` the unit that it is about. `version` is that of the text.
    """

    __tablename__ = "narrative"

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    document: Mapped[str] = mapped_column(String(40))
    section: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text)
    saved_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    saved_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("cycle_id", "unit_id", "document", "section"),)


class DocumentTemplate(Base):
    """A template that a province has put in the place of the built-in one; the newest row of a kind counts.

    An empty text takes the built-in one back.
    """

    __tablename__ = "document_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    province_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    document: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    replaced_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    replaced_at: Mapped[datetime] = mapped_column(Instant)


class IssuedTemplate(Base):
    """The template by which a document was issued: a circular or a rating report of the run `object_id`, a
    notice or a closed record of the interview `object_id`. A template that is replaced later changes none.
    """

    __tablename__ = "issued_template"

    id: Mapped[int] = mapped_column(primary_key=True)
    document: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    issued_at: Mapped[datetime] = mapped_column(Instant)

    __table_args__ = (UniqueConstraint("document", "object_id"),)


class PrintedVersion(Base):
    """A frozen version that was printed: `code` stands on its pages and follows from `digest`, that of
    `content`. The same content of the same unit is the same version, however often it is printed.

    `basis` is the digest of what the version was made from: while it is that of the records, the version is
    the one in force. `by_unit_id` is the unit from which it was printed first.
    """

    __tablename__ = "printed_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    document: Mapped[str] = mapped_column(String(40))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    digest: Mapped[str] = mapped_column(String(64))
    basis: Mapped[str] = mapped_column(String(64))
    content: Mapped[str] = mapped_column(Text)
    by_unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    printed_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    printed_at: Mapped[datetime] = mapped_column(Instant)


class ExportStage(Labelled):
    """How far a long export has come."""

    WAITING = "waiting", "等待生成"
    RUNNING = "running", "正在生成"
    READY = "ready", "已生成"
    FAILED = "failed", "生成失败"
    EXPIRED = "expired", "已过期"


class Export(Base):
    """A long export that somebody has asked for, made by the scheduler. `done` of `total` parts are made;
    the file lies in the store under `sha256`. `process_id` is the process that works on it."""

    __tablename__ = "export"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    cycle_id: Mapped[int] = mapped_column(ForeignKey("cycle.id"))
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("ranking_run.id"))
    stage: Mapped[ExportStage] = mapped_column(Term(ExportStage), default=ExportStage.WAITING)
    requested_by_id: Mapped[int] = mapped_column(ForeignKey("account.id"), index=True)
    post: Mapped[str] = mapped_column(String(24))
    requested_at: Mapped[datetime] = mapped_column(Instant)
    process_id: Mapped[int | None] = mapped_column(ForeignKey("scheduler_process.id"))
    attempts: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str | None] = mapped_column(String(64))
    size: Mapped[int | None]
    ended_at: Mapped[datetime | None] = mapped_column(Instant)
    problem: Mapped[str] = mapped_column(Text, default="")
