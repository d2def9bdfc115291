"""Issued documents keep their template.

Documents that were issued before take the template that stands now.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """From the schema of paper; every row is kept."""
    op.create_table(
        "issued_template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document", sa.String(length=40), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_issued_template")),
        sa.UniqueConstraint(
            "document", "object_id", name=op.f("uq_issued_template_document_object_id")
        ),
    )  # fmt: skip


def downgrade() -> None:
    raise NotImplementedError("the words of issued documents would be lost: restore a backup instead")
