"""Staggered hours: coverage, seasons, plans of sections, published shifts and swaps"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

JOB_KINDS = "kind IN ('propose', 'import', 'build_feeds', 'repair', 'offer', 'verify')"
NEW_KINDS = "'plan_shifts', 'shift_absence', 'shift_patterns'"
JOB_KINDS_NOW = f"kind IN ('propose', 'import', 'build_feeds', 'repair', 'offer', 'verify', {NEW_KINDS})"


def upgrade() -> None:
    _replace_job_kinds(JOB_KINDS_NOW)
    _create_season()
    _create_season_terms()
    _create_coverage()
    _create_shift_plan()
    _create_shift()
    _create_shift_assignment()
    _create_shift_swap()


def downgrade() -> None:
    for table in ("shift_swap", "shift_assignment", "shift", "shift_plan", "coverage", "season_terms", "season"):
        op.drop_table(table)
    op.execute(sa.text(f"DELETE FROM job WHERE kind IN ({NEW_KINDS})"))
    _replace_job_kinds(JOB_KINDS)


def _replace_job_kinds(rule: str) -> None:
    with op.batch_alter_table("job") as batch:
        batch.drop_constraint(op.f("ck_job_kind_known"), type_="check")
        batch.create_check_constraint(op.f("ck_job_kind_known"), sa.text(rule))


def _create_season() -> None:
    op.create_table(
        "season",
        sa.Column("season_id", sa.String(length=20), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("patterns", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("wishes_close_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'published', 'ended')", name=op.f("ck_season_state_known")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_season_order")),
        sa.PrimaryKeyConstraint("season_id", name=op.f("pk_season")),
    )


def _create_season_terms() -> None:
    op.create_table(
        "season_terms",
        sa.Column("season_id", sa.String(length=20), nullable=False),
        sa.Column("bureau_ja", sa.Text(), nullable=False),
        sa.Column("choice_unit", sa.String(length=10), nullable=False),
        sa.Column("most_shifted", sa.Float(), nullable=True),
        sa.Column("rest_minutes", sa.Integer(), nullable=False),
        sa.CheckConstraint("choice_unit IN ('day', 'week', 'period')", name=op.f("ck_season_terms_choice_unit_known")),
        sa.ForeignKeyConstraint(
            ["season_id"], ["season.season_id"], name=op.f("fk_season_terms_season_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("season_id", "bureau_ja", name=op.f("pk_season_terms")),
    )


def _create_coverage() -> None:
    op.create_table(
        "coverage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=20), nullable=False),
        sa.Column("weekdays", sa.String(length=30), nullable=False),
        sa.Column("from_time", sa.Time(), nullable=False),
        sa.Column("to_time", sa.Time(), nullable=False),
        sa.Column("min_staff", sa.Integer(), nullable=False),
        sa.Column("preferred_staff", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.CheckConstraint("basis IN ('counter', 'peak', 'lunch', 'phone')", name=op.f("ck_coverage_basis_known")),
        sa.CheckConstraint("from_time < to_time", name=op.f("ck_coverage_order")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.department_id"], name=op.f("fk_coverage_department_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_coverage")),
    )
    op.create_index("ix_coverage_department_id", "coverage", ["department_id"], unique=False)


def _create_shift_plan() -> None:
    op.create_table(
        "shift_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("season_id", sa.String(length=20), nullable=False),
        sa.Column("department_id", sa.String(length=20), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("previous_plan_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.LargeBinary(), nullable=True),
        sa.Column("key", sa.JSON(), nullable=False),
        sa.Column("solution", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("shortages", sa.JSON(), nullable=False),
        sa.Column("gap", sa.Float(), nullable=True),
        sa.Column("solver_version", sa.String(length=40), nullable=True),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("published_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('solving', 'proposed', 'published', 'superseded', 'failed')",
            name=op.f("ck_shift_plan_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.department_id"], name=op.f("fk_shift_plan_department_id")
        ),
        sa.ForeignKeyConstraint(["previous_plan_id"], ["shift_plan.id"], name=op.f("fk_shift_plan_previous_plan_id")),
        sa.ForeignKeyConstraint(["season_id"], ["season.season_id"], name=op.f("fk_shift_plan_season_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_plan")),
        sa.UniqueConstraint(
            "season_id", "department_id", "number", name=op.f("uq_shift_plan_season_id_department_id_number")
        ),
    )


def _create_shift() -> None:
    op.create_table(
        "shift",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("department_id", sa.String(length=20), nullable=False),
        sa.Column("pattern_id", sa.String(length=20), nullable=False),
        sa.Column("break_start", sa.Time(), nullable=False),
        sa.Column("break_end", sa.Time(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["department_id"], ["department.department_id"], name=op.f("fk_shift_department_id")),
        sa.ForeignKeyConstraint(["pattern_id"], ["shift_pattern.pattern_id"], name=op.f("fk_shift_pattern_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["shift_plan.id"], name=op.f("fk_shift_plan_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_shift_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "date", name=op.f("pk_shift")),
    )
    op.create_index("ix_shift_department_id_date", "shift", ["department_id", "date"], unique=False)


def _create_shift_assignment() -> None:
    op.create_table(
        "shift_assignment",
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("pattern_id", sa.String(length=20), nullable=False),
        sa.Column("break_start", sa.Time(), nullable=False),
        sa.Column("break_end", sa.Time(), nullable=False),
        sa.Column("pinned", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("wished_pattern_id", sa.String(length=20), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.CheckConstraint("source IN ('solver', 'hand', 'swap')", name=op.f("ck_shift_assignment_source_known")),
        sa.ForeignKeyConstraint(
            ["pattern_id"], ["shift_pattern.pattern_id"], name=op.f("fk_shift_assignment_pattern_id")
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"], ["shift_plan.id"], name=op.f("fk_shift_assignment_plan_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_shift_assignment_staff_id")),
        sa.PrimaryKeyConstraint("plan_id", "staff_id", "date", name=op.f("pk_shift_assignment")),
    )


def _create_shift_swap() -> None:
    op.create_table(
        "shift_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("other_staff_id", sa.String(length=20), nullable=False),
        sa.Column("other_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.Column("decided_at", Instant(), nullable=True),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('asked', 'agreed', 'approved', 'declined', 'withdrawn')", name=op.f("ck_shift_swap_state_known")
        ),
        sa.ForeignKeyConstraint(
            ["other_staff_id"], ["staff_member.staff_id"], name=op.f("fk_shift_swap_other_staff_id")
        ),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_shift_swap_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shift_swap")),
    )
    op.create_index("ix_shift_swap_other_staff_id", "shift_swap", ["other_staff_id"], unique=False)
    op.create_index("ix_shift_swap_staff_id", "shift_swap", ["staff_id"], unique=False)
