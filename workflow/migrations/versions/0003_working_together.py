"""Working together: drafts, evidence, items that do not apply, internal notes, extensions, nudges, covers,
several divisions on one item, appeals, which items an event of the history is about.

Revision ID: 0003
Revises: 0002
"""

import json
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the schema of any scheme; every row is kept."""
    _drafts()
    _corrections()
    _deadlines()
    _posts()
    _opinions()
    _appeals()
    _evidence()
    _history()


def _drafts() -> None:
    op.create_table(
        "item_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("boxes", sa.Text(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_item_draft_sheet_id")),
        sa.ForeignKeyConstraint(["user_id"], ["account.id"], name=op.f("fk_item_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_draft")),
        sa.UniqueConstraint("sheet_id", "item", "user_id", name=op.f("uq_item_draft_sheet_id_item_user_id")),
    )
    with op.batch_alter_table("item_draft") as table:
        table.create_index(op.f("ix_item_draft_user_id"), ["user_id"], unique=False)


def _evidence() -> None:
    op.create_table(
        "evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=24), nullable=False),
        sa.Column("appeal_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("covers_from", sa.Date(), nullable=True),
        sa.Column("covers_until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("by_unit_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("late_seconds", sa.Integer(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size > 0", name=op.f("ck_evidence_size_positive")),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_evidence_appeal_id")),
        sa.ForeignKeyConstraint(["by_unit_id"], ["unit.id"], name=op.f("fk_evidence_by_unit_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_evidence_cycle_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_evidence_unit_id")),
        sa.ForeignKeyConstraint(["uploaded_by_id"], ["account.id"], name=op.f("fk_evidence_uploaded_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
    )
    with op.batch_alter_table("evidence") as table:
        table.create_index(op.f("ix_evidence_appeal_id"), ["appeal_id"], unique=False)
        table.create_index(
            op.f("ix_evidence_cycle_id_evidence_unit_id"), ["cycle_id", "unit_id"], unique=False
        )
        table.create_index(op.f("ix_evidence_sha256"), ["sha256"], unique=False)
        table.create_index(op.f("ix_evidence_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "evidence_item",
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id"], ["evidence.id"], name=op.f("fk_evidence_item_evidence_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("evidence_id", "item", name=op.f("pk_evidence_item")),
    )


def _corrections() -> None:
    op.create_table(
        "internal_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["account.id"], name=op.f("fk_internal_note_author_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_internal_note_sheet_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_internal_note_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_internal_note")),
    )
    with op.batch_alter_table("internal_note") as table:
        table.create_index(op.f("ix_internal_note_sheet_id"), ["sheet_id"], unique=False)

    with op.batch_alter_table("entry") as table:
        table.add_column(sa.Column("not_applicable", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("confirmed_by_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
        table.create_foreign_key(op.f("fk_entry_confirmed_by_id"), "account", ["confirmed_by_id"], ["id"])
    with op.batch_alter_table("entry") as table:
        table.alter_column("not_applicable", existing_type=sa.Text(), server_default=None)

    with op.batch_alter_table("report") as table:
        table.add_column(sa.Column("returned_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_report_returned_by_id"), "account", ["returned_by_id"], ["id"])


def _deadlines() -> None:
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document_number", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_extension_cycle_id")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["account.id"], name=op.f("fk_extension_granted_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_extension_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    with op.batch_alter_table("extension") as table:
        table.create_index(op.f("ix_extension_cycle_id_extension_stage"), ["cycle_id", "stage"], unique=False)
        table.create_index(op.f("ix_extension_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "nudge",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("by_unit_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["account.id"], name=op.f("fk_nudge_by_id")),
        sa.ForeignKeyConstraint(["by_unit_id"], ["unit.id"], name=op.f("fk_nudge_by_unit_id")),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_nudge_cycle_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_nudge_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nudge")),
        sa.UniqueConstraint(
            "cycle_id", "unit_id", "stage", "day", name=op.f("uq_nudge_cycle_id_unit_id_stage_day")
        ),
    )
    with op.batch_alter_table("nudge") as table:
        table.create_index(op.f("ix_nudge_unit_id"), ["unit_id"], unique=False)

    with op.batch_alter_table("cycle_window") as table:
        table.add_column(sa.Column("open_until", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("open_until_reason", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("cycle_window") as table:
        table.alter_column("open_until_reason", existing_type=sa.Text(), server_default=None)


def _posts() -> None:
    with op.batch_alter_table("post_holding") as table:
        table.add_column(sa.Column("cover_for_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_post_holding_cover_for_id"), "post_holding", ["cover_for_id"], ["id"]
        )
        table.add_column(sa.Column("taken_from_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_post_holding_taken_from_id"), "post_holding", ["taken_from_id"], ["id"]
        )


def _opinions() -> None:
    with op.batch_alter_table("item_assignment") as table:
        table.drop_constraint(op.f("uq_item_assignment_cycle_id_item"), type_="unique")
        table.create_unique_constraint(
            op.f("uq_item_assignment_cycle_id_item_division_id"), ["cycle_id", "item", "division_id"]
        )

    op.create_table(
        "opinion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("division_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name=op.f("fk_opinion_assessment_id")),
        sa.ForeignKeyConstraint(["checked_by_id"], ["account.id"], name=op.f("fk_opinion_checked_by_id")),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name=op.f("fk_opinion_division_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
        sa.UniqueConstraint(
            "assessment_id", "item", "division_id", name=op.f("uq_opinion_assessment_id_item_division_id")
        ),
    )
    with op.batch_alter_table("opinion") as table:
        table.create_index(op.f("ix_opinion_division_id"), ["division_id"], unique=False)

    op.create_table(
        "comparison",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("opened_by_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("united_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decisions", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["assessment_id"], ["assessment.id"], name=op.f("fk_comparison_assessment_id")
        ),
        sa.ForeignKeyConstraint(["opened_by_id"], ["account.id"], name=op.f("fk_comparison_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comparison")),
        sa.UniqueConstraint("assessment_id", "item", name=op.f("uq_comparison_assessment_id_item")),
    )


def _appeals() -> None:
    op.create_table(
        "appeal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("filed_by_id", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_reason", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=False),
        sa.Column("entered_id", sa.Integer(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_appeal_cycle_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_appeal_decided_by_id")),
        sa.ForeignKeyConstraint(["entered_id"], ["ranking_run.id"], name=op.f("fk_appeal_entered_id")),
        sa.ForeignKeyConstraint(["filed_by_id"], ["account.id"], name=op.f("fk_appeal_filed_by_id")),
        sa.ForeignKeyConstraint(["run_id"], ["ranking_run.id"], name=op.f("fk_appeal_run_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_appeal_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal")),
    )
    with op.batch_alter_table("appeal") as table:
        table.create_index(op.f("ix_appeal_run_id"), ["run_id"], unique=False)
        table.create_index(op.f("ix_appeal_unit_id"), ["unit_id"], unique=False)
        table.create_index(
            "uq_appeal_live",
            ["run_id", "unit_id", "item"],
            unique=True,
            sqlite_where=sa.text("stage <> 'withdrawn'"),
            postgresql_where=sa.text("stage <> 'withdrawn'"),
        )

    with op.batch_alter_table("ranking_run") as table:
        table.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        table.create_foreign_key(op.f("fk_ranking_run_replaces_id"), "ranking_run", ["replaces_id"], ["id"])


def _history() -> None:
    op.create_table(
        "event_item",
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["seq"], ["event.seq"], name=op.f("fk_event_item_seq")),
        sa.PrimaryKeyConstraint("seq", "item", name=op.f("pk_event_item")),
    )
    with op.batch_alter_table("event_item") as table:
        table.create_index(op.f("ix_event_item_item_event_item_seq"), ["item", "seq"], unique=False)
    op.drop_index(op.f("ix_event_cycle_id"), "event")
    op.drop_index(op.f("ix_event_unit_id"), "event")
    for columns in (
        ["cycle_id", "seq"],
        ["cycle_id", "name", "seq"],
        ["cycle_id", "actor_name", "seq"],
        ["unit_id", "cycle_id", "seq"],
    ):
        op.create_index(op.f("ix_" + "_".join(f"event_{column}" for column in columns)), "event", columns)
    _items_of_events()


def _items_of_events() -> None:
    """What `commands/_history.py` notes from now on, for the events that there are."""
    bind = op.get_bind()
    claims = {row.id: row.item for row in bind.execute(sa.text("SELECT id, item FROM special_claim"))}
    rows = bind.execute(sa.text("SELECT seq, noun, object_id, before, after FROM event")).all()
    found = [
        {"seq": row.seq, "item": item}
        for row in rows
        for item in sorted({*_items(row.before), *_items(row.after), *_claimed(row, claims)})
    ]
    if found:
        table = sa.table("event_item", sa.column("seq", sa.Integer), sa.column("item", sa.Integer))
        op.bulk_insert(table, found)


def _claimed(row: Any, claims: dict[int, int]) -> Iterator[int]:
    if row.noun == "claim" and row.object_id in claims:
        yield claims[row.object_id]


def _items(text: str) -> Iterator[int]:
    content = json.loads(text) if text else None
    if isinstance(content, dict):
        yield from (int(key) for key in content if key.isdecimal())
        listed = content.get("items")
        for number in (content.get("item"), *(listed if isinstance(listed, list) else ())):
            if isinstance(number, int):
                yield number


def downgrade() -> None:
    raise NotImplementedError("evidence, extensions and appeals would be lost: restore a backup instead")
