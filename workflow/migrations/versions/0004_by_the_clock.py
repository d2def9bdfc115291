"""By the clock: notices and their copies, where people want them, the scheduler's processes and jobs,
announced holidays.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def _at(name: str, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    """From the schema of working together; every row is kept."""
    _scheduler()
    _notices()
    _deliveries()
    _contacts()
    _working_years()


def _scheduler() -> None:
    op.create_table(
        "scheduler_process",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        _at("started_at"),
        _at("seen_at"),
        _at("ended_at", nullable=True),
        _at("suspended_at", nullable=True),
        sa.Column("suspended_why", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheduler_process")),
    )
    op.create_table(
        "job_run",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("process_id", sa.Integer(), nullable=True),
        _at("started_at"),
        _at("ended_at", nullable=True),
        _at("succeeded_at", nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("fault", sa.Text(), nullable=False),
        _foreign("job_run", "process_id", "scheduler_process.id"),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_job_run")),
    )
    op.create_table(
        "job_fault",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        _at("first_at"),
        _at("last_at"),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault_text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("job", "subject", name=op.f("pk_job_fault")),
    )
    op.create_table(
        "event_cursor",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event_cursor")),
    )
    op.execute("INSERT INTO event_cursor (id, seq) SELECT 1, seq FROM chain_head")


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=True),
        sa.Column("entry", sa.String(length=24), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("event_seq", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=False),
        sa.Column("holding_id", sa.Integer(), nullable=False),
        _at("planned_for"),
        _at("created_at"),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("page", sa.String(length=64), nullable=False),
        sa.Column("page_args", sa.Text(), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        _at("read_at", nullable=True),
        _foreign("notice", "cycle_id", "cycle.id"),
        _foreign("notice", "unit_id", "unit.id"),
        _foreign("notice", "recipient_id", "account.id"),
        _foreign("notice", "holding_id", "post_holding.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("cycle_id", *_OCCASION, name="uq_notice_occasion"),
    )
    with op.batch_alter_table("notice") as table:
        table.create_index(op.f("ix_notice_unit_id"), ["unit_id"], unique=False)
        table.create_index(op.f("ix_notice_holding_id"), ["holding_id"], unique=False)
        table.create_index(
            op.f("ix_notice_recipient_id_notice_read_at"), ["recipient_id", "read_at"], unique=False
        )
        table.create_index(op.f("ix_notice_recipient_id_notice_id"), ["recipient_id", "id"], unique=False)
        table.create_index(
            "uq_notice_without_cycle",
            list(_OCCASION),
            unique=True,
            sqlite_where=sa.text("cycle_id IS NULL"),
            postgresql_where=sa.text("cycle_id IS NULL"),
        )


_OCCASION = ("entry", "unit_id", "kind", "day", "event_seq", "recipient_id")


def _deliveries() -> None:
    op.create_table(
        "delivery",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("state", sa.String(length=24), nullable=False),
        sa.Column("gathered", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        _at("next_at"),
        sa.Column("claimed_by", sa.Integer(), nullable=True),
        _at("claimed_at", nullable=True),
        _at("ended_at", nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _foreign("delivery", "notice_id", "notice.id"),
        _foreign("delivery", "claimed_by", "scheduler_process.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint("notice_id", "channel", name=op.f("uq_delivery_notice_id_channel")),
    )
    with op.batch_alter_table("delivery") as table:
        table.create_index(
            op.f("ix_delivery_state_delivery_channel_delivery_next_at"),
            ["state", "channel", "next_at"],
            unique=False,
        )


def _contacts() -> None:
    op.create_table(
        "contact",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=24), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("mode", sa.String(length=24), nullable=False),
        _at("changed_at"),
        _foreign("contact", "user_id", "account.id"),
        sa.PrimaryKeyConstraint("user_id", "channel", name=op.f("pk_contact")),
    )
    op.create_table(
        "quiet_hours",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        _foreign("quiet_hours", "user_id", "account.id"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_quiet_hours")),
    )
    op.create_table(
        "feed_link",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        _at("created_at"),
        _foreign("feed_link", "user_id", "account.id"),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_feed_link")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_feed_link_token_digest")),
    )


def _working_years() -> None:
    op.create_table(
        "working_year",
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("document", sa.String(), nullable=False),
        sa.Column("entered_by_id", sa.Integer(), nullable=True),
        _at("entered_at"),
        _foreign("working_year", "entered_by_id", "account.id"),
        sa.PrimaryKeyConstraint("year", name=op.f("pk_working_year")),
    )
    op.create_table(
        "exceptional_day",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        _foreign("exceptional_day", "year", "working_year.year"),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_exceptional_day")),
    )
    with op.batch_alter_table("exceptional_day") as table:
        table.create_index(op.f("ix_exceptional_day_year"), ["year"], unique=False)


def downgrade() -> None:
    raise NotImplementedError("notices and contacts would be lost: restore a backup instead")
