"""${message}"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db import guards
from scheduler.db.types import Instant

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
    guards.install(op.get_bind())


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
    guards.install(op.get_bind())
