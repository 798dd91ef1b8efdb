"""Waiting list, quotas, promises of a class, repairs and what-ifs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db.types import Instant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

KINDS = "kind IN ('seat', 'mobile_pc', 'tablet', 'web_kit', 'web_room')"
BOOKING_STATES = "state IN ('confirmed', 'in_use', 'completed', 'cancelled')"
BOOKING_STATES_NOW = "state IN ('offered', 'confirmed', 'in_use', 'completed', 'cancelled')"
JOB_KINDS = "kind IN ('propose', 'import', 'build_feeds')"
JOB_KINDS_NOW = "kind IN ('propose', 'import', 'build_feeds', 'repair', 'offer')"
FLAGS = (
    ("request", "may_move", sa.false()),
    ("request", "may_wait", sa.true()),
    ("booking", "may_move", sa.false()),
    ("allocation", "bound", sa.true()),
)


def upgrade() -> None:
    for table, name, default in FLAGS:
        op.add_column(table, sa.Column(name, sa.Boolean(), server_default=default, nullable=False))
    op.add_column("occurrence", sa.Column("waits_since", Instant(), nullable=True))
    op.add_column("plan", sa.Column("scenario", sa.JSON(none_as_null=True), nullable=True))
    _replace_check("booking", "ck_booking_state_known", BOOKING_STATES_NOW)
    _replace_check("job", "ck_job_kind_known", JOB_KINDS_NOW)
    _create_quota()
    _create_offer()
    _create_repair()


def downgrade() -> None:
    for table in ("repair", "offer", "quota"):
        op.drop_table(table)
    _replace_check("job", "ck_job_kind_known", JOB_KINDS)
    _replace_check("booking", "ck_booking_state_known", BOOKING_STATES)
    op.drop_column("plan", "scenario")
    op.drop_column("occurrence", "waits_since")
    for table, name, _ in FLAGS:
        op.drop_column(table, name)


def _replace_check(table: str, name: str, rule: str) -> None:
    with op.batch_alter_table(table) as batch:
        batch.drop_constraint(op.f(name), type_="check")
        batch.create_check_constraint(op.f(name), sa.text(rule))


def _create_quota() -> None:
    op.create_table(
        "quota",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("office_ids", sa.JSON(), nullable=False),
        sa.Column("department_ids", sa.JSON(), nullable=False),
        sa.Column("grades", sa.JSON(), nullable=False),
        sa.Column("grounds", sa.JSON(), nullable=False),
        sa.Column("measure", sa.String(length=20), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(KINDS, name=op.f("ck_quota_kind_known")),
        sa.CheckConstraint(
            "measure IN ('at_once', 'per_day', 'per_week', 'per_month', 'per_round')",
            name=op.f("ck_quota_measure_known"),
        ),
        sa.CheckConstraint("most >= 0", name=op.f("ck_quota_most")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quota")),
        sa.UniqueConstraint("code", name=op.f("uq_quota_code")),
    )


def _create_offer() -> None:
    op.create_table(
        "offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("option", sa.JSON(), nullable=False),
        sa.Column("moves", sa.JSON(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'declined', 'expired', 'withdrawn')", name=op.f("ck_offer_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"], ["occurrence.id"], name=op.f("fk_offer_occurrence_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_offer_booking_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
    )
    op.create_index("ix_offer_occurrence_id", "offer", ["occurrence_id"])
    op.create_index("ix_offer_state_expires_at", "offer", ["state", "expires_at"])


def _create_repair() -> None:
    op.create_table(
        "repair",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("gap", sa.Float(), nullable=True),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.Column("applied_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('solving', 'proposed', 'applied', 'superseded', 'failed')", name=op.f("ck_repair_state_known")
        ),
        sa.ForeignKeyConstraint(["closure_id"], ["closure.id"], name=op.f("fk_repair_closure_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repair")),
    )
    op.create_index("ix_repair_closure_id", "repair", ["closure_id"])
