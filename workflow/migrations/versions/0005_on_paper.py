"""On paper: texts of documents, the province's templates, printed versions, long exports.

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def _at(name: str, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _foreign(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _whole(name: str, nullable: bool = False) -> "sa.Column[object]":
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _word(name: str, length: int = 40) -> "sa.Column[object]":
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    """From the schema of the clock; every row is kept."""
    _narratives()
    _templates()
    _printed_versions()
    _exports()


def _narratives() -> None:
    op.create_table(
        "narrative",
        _whole("id"),
        _whole("cycle_id"),
        _whole("unit_id"),
        _word("document"),
        _word("section"),
        _whole("version"),
        sa.Column("text", sa.Text(), nullable=False),
        _whole("saved_by_id"),
        _at("saved_at"),
        _foreign("narrative", "cycle_id", "cycle.id"),
        _foreign("narrative", "unit_id", "unit.id"),
        _foreign("narrative", "saved_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_narrative")),
        sa.UniqueConstraint(
            "cycle_id", "unit_id", "document", "section",
            name=op.f("uq_narrative_cycle_id_unit_id_document_section"),
        ),
    )  # fmt: skip
    op.create_index(op.f("ix_narrative_unit_id"), "narrative", ["unit_id"])


def _templates() -> None:
    op.create_table(
        "document_template",
        _whole("id"),
        _whole("province_id"),
        _word("document"),
        sa.Column("text", sa.Text(), nullable=False),
        _whole("replaced_by_id", nullable=True),
        _at("replaced_at"),
        _foreign("document_template", "province_id", "unit.id"),
        _foreign("document_template", "replaced_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_template")),
    )
    op.create_index(op.f("ix_document_template_province_id"), "document_template", ["province_id"])


def _printed_versions() -> None:
    op.create_table(
        "printed_version",
        _whole("id"),
        _word("code", 20),
        _word("document"),
        _whole("cycle_id"),
        _whole("unit_id"),
        _word("digest", 64),
        _word("basis", 64),
        sa.Column("content", sa.Text(), nullable=False),
        _whole("by_unit_id"),
        _whole("printed_by_id"),
        _at("printed_at"),
        _foreign("printed_version", "cycle_id", "cycle.id"),
        _foreign("printed_version", "unit_id", "unit.id"),
        _foreign("printed_version", "by_unit_id", "unit.id"),
        _foreign("printed_version", "printed_by_id", "account.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printed_version")),
        sa.UniqueConstraint("code", name=op.f("uq_printed_version_code")),
    )
    op.create_index(op.f("ix_printed_version_unit_id"), "printed_version", ["unit_id"])
    with op.batch_alter_table("evidence") as evidence:
        evidence.add_column(_whole("printed_id", nullable=True))
        evidence.create_foreign_key(
            op.f("fk_evidence_printed_id"), "printed_version", ["printed_id"], ["id"]
        )


def _exports() -> None:
    op.create_table(
        "export",
        _whole("id"),
        _word("kind"),
        _whole("cycle_id"),
        _whole("unit_id"),
        _whole("run_id", nullable=True),
        _word("stage", 24),
        _whole("requested_by_id"),
        _word("post", 24),
        _at("requested_at"),
        _whole("process_id", nullable=True),
        _whole("attempts"),
        _whole("done"),
        _whole("total"),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        _whole("size", nullable=True),
        _at("ended_at", nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        _foreign("export", "cycle_id", "cycle.id"),
        _foreign("export", "unit_id", "unit.id"),
        _foreign("export", "run_id", "ranking_run.id"),
        _foreign("export", "requested_by_id", "account.id"),
        _foreign("export", "process_id", "scheduler_process.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_export")),
    )
    op.create_index(op.f("ix_export_requested_by_id"), "export", ["requested_by_id"])


def downgrade() -> None:
    raise NotImplementedError("texts and printed versions would be lost: restore a backup instead")
