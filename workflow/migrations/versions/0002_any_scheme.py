"""Any scheme: versions that are published, the part of a unit in a year, answers with figures, marks that
wait, panels, imported figures, vetoes.

Revision ID: 0002
Revises: 0001
"""

import json
import re
from decimal import Decimal

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_STORED = Decimal("0.0001")
_OF_DOCUMENT_004 = {
    "consequences": {
        "explanation": "",
        "grade": "",
        "group": "",
        "group_rank": 0,
        "prizes": [],
        "subsidies": [],
        "vetoes": [],
    },
    "stages": ["self_evaluation", "consolidation", "rating", "deliberation", "publicity"],
    "words": {"assessor": "省级", "below": "县(市、区)", "subject": "市(州)"},
}
"""What every result so far has been: one of document 004, which has neither grades nor prizes."""

_VERSION = re.compile(r"^version:\s*[\"']?([^\"'\n#]+?)[\"']?\s*(?:#.*)?$", re.MULTILINE)


def upgrade() -> None:
    """From the first schema; every row is kept."""
    _versions()
    _tiers()
    _answers()
    _verdicts()
    _lines_of_rankings()
    _create_metric_value()
    _create_panel_mark()
    _create_veto_case()


def _versions() -> None:
    with op.batch_alter_table("scheme_version") as table:
        table.add_column(sa.Column("version", sa.String(), nullable=True))
        table.add_column(sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
        table.add_column(sa.Column("published_by_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_scheme_version_published_by_id"), "account", ["published_by_id"], ["id"]
        )
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, source FROM scheme_version")).all():
        found = _VERSION.search(row.source)
        bind.execute(
            sa.text("UPDATE scheme_version SET version = :version WHERE id = :id"),
            {"version": found[1] if found else "1", "id": row.id},
        )
    with op.batch_alter_table("scheme_version") as table:
        table.alter_column("version", existing_type=sa.String(), nullable=False)


def _tiers() -> None:
    with op.batch_alter_table("participant") as table:
        table.add_column(sa.Column("tier", sa.String(length=24), nullable=True))
    op.execute("UPDATE participant SET tier = CASE level WHEN 'prefecture' THEN 'subject' ELSE 'below' END")
    with op.batch_alter_table("participant") as table:
        table.alter_column("tier", existing_type=sa.String(length=24), nullable=False)


def _answers() -> None:
    with op.batch_alter_table("entry") as table:
        table.drop_constraint(op.f("ck_entry_mark_floor"), type_="check")
        table.alter_column("mark", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("answer") as table:
        table.add_column(sa.Column("figures", sa.Text(), nullable=False, server_default="{}"))
    with op.batch_alter_table("answer") as table:
        table.alter_column("figures", existing_type=sa.Text(), server_default=None)
    with op.batch_alter_table("deduction") as table:
        table.drop_constraint(op.f("ck_deduction_amount_floor"), type_="check")
        table.add_column(sa.Column("chosen", sa.Integer(), nullable=True))
        table.add_column(sa.Column("flags", sa.Text(), nullable=False, server_default="[]"))
    with op.batch_alter_table("deduction") as table:
        table.alter_column("flags", existing_type=sa.Text(), server_default=None)


def _verdicts() -> None:
    with op.batch_alter_table("verdict") as table:
        table.drop_constraint(op.f("ck_verdict_mark_floor"), type_="check")
        table.alter_column("mark", existing_type=sa.Integer(), nullable=True)
        table.add_column(sa.Column("answers", sa.Text(), nullable=True))


def _lines_of_rankings() -> None:
    """Totals become text: weights give them more decimals than a mark has."""
    with op.batch_alter_table("ranking_line") as table:
        for name in ("own", "province"):
            table.alter_column(
                name,
                existing_type=sa.Integer(),
                type_=sa.String(length=80),
                existing_nullable=False,
                postgresql_using=f"{name}::text",
            )
        table.add_column(sa.Column("bonus", sa.String(length=80), nullable=False, server_default="0"))
        table.add_column(sa.Column("grade", sa.String(), nullable=False, server_default=""))
        table.add_column(sa.Column("vetoed", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("ranking_line") as table:
        table.alter_column("bonus", existing_type=sa.String(length=80), server_default=None)
        table.alter_column("grade", existing_type=sa.String(), server_default=None)
        table.alter_column("vetoed", existing_type=sa.Boolean(), server_default=None)
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, own, province, terms FROM ranking_line")).all():
        totals = {"own": _total(row.own), "province": _total(row.province)}
        bind.execute(
            sa.text(
                "UPDATE ranking_line SET own = :own, province = :province, terms = :terms WHERE id = :id"
            ),
            {**totals, "terms": _terms(row.terms), "id": row.id},
        )


def _total(steps: str) -> str:
    """A stored whole number of 0.0001 as the shortest text of what it means."""
    text = format(Decimal(steps) * _STORED, "f")
    return text.rstrip("0").rstrip(".")


def _terms(text: str) -> str:
    """The terms of a result with what later runs say too; every figure stays."""
    terms = json.loads(text)
    for sheet in (terms["own"], *terms["counties"]):
        for loss in sheet["losses"]:
            lines = [{**line, "amount": f"−{line['amount']}", "gains": False} for line in loss["lines"]]
            loss |= {"item": str(loss["item"]), "lines": lines}
    items = [{**item, "item": str(item["item"])} for item in terms["province"]["items"]]
    terms["province"] |= {"items": items, "bonus": "0"}
    return json.dumps(
        {**terms, **_OF_DOCUMENT_004}, ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def _create_metric_value() -> None:
    op.create_table(
        "metric_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("metric", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("imported_by_id", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_metric_value_cycle_id")),
        sa.ForeignKeyConstraint(
            ["imported_by_id"], ["account.id"], name=op.f("fk_metric_value_imported_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_metric_value_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_metric_value")),
        sa.UniqueConstraint(
            "cycle_id", "unit_id", "metric", name=op.f("uq_metric_value_cycle_id_unit_id_metric")
        ),
    )
    with op.batch_alter_table("metric_value") as batch_op:
        batch_op.create_index(batch_op.f("ix_metric_value_unit_id"), ["unit_id"], unique=False)


def _create_panel_mark() -> None:
    op.create_table(
        "panel_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.Integer(), nullable=False),
        sa.Column("component", sa.String(length=40), nullable=False),
        sa.Column("evaluator_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_panel_mark_cycle_id")),
        sa.ForeignKeyConstraint(["evaluator_id"], ["account.id"], name=op.f("fk_panel_mark_evaluator_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_panel_mark_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panel_mark")),
        sa.UniqueConstraint(
            "cycle_id",
            "unit_id",
            "item",
            "component",
            "evaluator_id",
            name=op.f("uq_panel_mark_cycle_id_unit_id_item_component_evaluator_id"),
        ),
    )
    with op.batch_alter_table("panel_mark") as batch_op:
        batch_op.create_index(batch_op.f("ix_panel_mark_evaluator_id"), ["evaluator_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_panel_mark_unit_id"), ["unit_id"], unique=False)


def _create_veto_case() -> None:
    op.create_table(
        "veto_case",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cycle_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("veto", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cycle_id"], ["cycle.id"], name=op.f("fk_veto_case_cycle_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["account.id"], name=op.f("fk_veto_case_decided_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_veto_case_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_veto_case")),
    )
    with op.batch_alter_table("veto_case") as batch_op:
        batch_op.create_index(batch_op.f("ix_veto_case_unit_id"), ["unit_id"], unique=False)
        batch_op.create_index(
            "uq_veto_case_live",
            ["cycle_id", "unit_id", "veto"],
            unique=True,
            sqlite_where=sa.text("revoked_at IS NULL"),
            postgresql_where=sa.text("revoked_at IS NULL"),
        )


def downgrade() -> None:
    raise NotImplementedError("marks that wait, panels and vetoes would be lost: restore a backup instead")
