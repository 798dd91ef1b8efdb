"""Solving a plan again to verify it is a job"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NAME = "ck_job_kind_known"
KINDS = "kind IN ('propose', 'import', 'build_feeds', 'repair', 'offer')"
KINDS_NOW = "kind IN ('propose', 'import', 'build_feeds', 'repair', 'offer', 'verify')"


def upgrade() -> None:
    _replace(KINDS_NOW)


def downgrade() -> None:
    op.execute(sa.text("DELETE FROM job WHERE kind = 'verify'"))
    _replace(KINDS)


def _replace(rule: str) -> None:
    with op.batch_alter_table("job") as batch:
        batch.drop_constraint(op.f(NAME), type_="check")
        batch.create_check_constraint(op.f(NAME), sa.text(rule))
