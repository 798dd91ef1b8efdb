"""What would help those who are refused, kept with the plan and with each date"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("plan", sa.Column("remedies", sa.LargeBinary(), nullable=True))
    for table in ("proposal", "occurrence"):
        op.add_column(table, sa.Column("remedies", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    for table in ("occurrence", "proposal"):
        op.drop_column(table, "remedies")
    op.drop_column("plan", "remedies")
