"""The first schema"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db import guards
from scheduler.db.types import Instant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("noun", sa.String(length=30), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.create_index("ix_audit_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_noun_key", ["noun", "key"], unique=False)

    op.create_table(
        "closed_day",
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("date", name=op.f("pk_closed_day")),
    )
    op.create_table(
        "feed_document",
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("window_day", sa.Date(), nullable=False),
        sa.Column("profile", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("body_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject", "locale", name=op.f("pk_feed_document")),
    )
    op.create_table(
        "feed_revision",
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject", name=op.f("pk_feed_revision")),
    )
    op.create_table(
        "import_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("mode", sa.String(length=10), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("report", sa.JSON(), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.CheckConstraint("mode IN ('strict', 'partial')", name=op.f("ck_import_run_mode_known")),
        sa.CheckConstraint(
            "state IN ('previewed', 'applied', 'refused', 'discarded')",
            name=op.f("ck_import_run_state_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_run")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.Column("error", sa.JSON(), nullable=True),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("holder", sa.String(length=36), nullable=True),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('propose', 'import', 'build_feeds')", name=op.f("ck_job_kind_known")),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed', 'cancelled')", name=op.f("ck_job_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_state", ["state"], unique=False)

    op.create_table(
        "office",
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("office_type", sa.String(length=20), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("parent_office_id", sa.String(length=20), nullable=True),
        sa.Column("municipality_code", sa.String(length=5), nullable=False),
        sa.Column("address_ja", sa.Text(), server_default="", nullable=False),
        sa.Column("lat", sa.Float(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=False),
        sa.Column("satellite_fy", sa.Integer(), nullable=True),
        sa.Column("opens_at", sa.Time(), nullable=False),
        sa.Column("closes_at", sa.Time(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["parent_office_id"], ["office.office_id"], name=op.f("fk_office_parent_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_office")),
    )
    op.create_table(
        "policy_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("leave_by", sa.Time(), nullable=True),
        sa.Column("lights_out_check", sa.Time(), nullable=True),
        sa.Column("curfew", sa.Time(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy_day")),
    )
    with op.batch_alter_table("policy_day", schema=None) as batch_op:
        batch_op.create_index("uq_policy_day", ["date", "scope", "kind"], unique=True)

    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("closes_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("state IN ('open', 'closed', 'proposed', 'applied')", name=op.f("ck_round_state_known")),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_round_order")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
    )
    op.create_table(
        "setting",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_setting")),
    )
    op.create_table(
        "shift_pattern",
        sa.Column("pattern_id", sa.String(length=20), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("start", sa.Time(), nullable=False),
        sa.Column("end", sa.Time(), nullable=False),
        sa.Column("season", sa.String(length=20), nullable=False),
        sa.Column("in_force", sa.Boolean(), nullable=False),
        sa.Column("break_start", sa.Time(), nullable=False),
        sa.Column("break_end", sa.Time(), nullable=False),
        sa.Column("work_minutes", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("pattern_id", name=op.f("pk_shift_pattern")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=80), nullable=False),
        sa.Column("failed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failure_subject_failed_at", ["subject", "failed_at"], unique=False)

    op.create_table(
        "department",
        sa.Column("department_id", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("bureau_ja", sa.Text(), nullable=False),
        sa.Column("bureau_en", sa.Text(), nullable=False),
        sa.Column("section_ja", sa.Text(), nullable=False),
        sa.Column("section_en", sa.Text(), nullable=False),
        sa.Column("unit_no", sa.String(length=10), server_default="", nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("headcount", sa.Integer(), nullable=False),
        sa.Column("has_counter", sa.Boolean(), nullable=False),
        sa.Column("counter_opens_at", sa.Time(), nullable=True),
        sa.Column("counter_closes_at", sa.Time(), nullable=True),
        sa.Column("min_staff", sa.Integer(), nullable=False),
        sa.Column("min_staff_lunch", sa.Integer(), nullable=False),
        sa.Column("min_staff_peak", sa.Integer(), nullable=False),
        sa.Column("busy_months", sa.String(length=40), server_default="", nullable=False),
        sa.Column("max_shifted_fraction", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_department_office_id")),
        sa.PrimaryKeyConstraint("department_id", name=op.f("pk_department")),
    )
    op.create_table(
        "import_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_run_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_run_id"],
            ["import_run.id"],
            name=op.f("fk_import_file_import_run_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("job_id", sa.String(length=36), nullable=True),
        sa.Column("previous_plan_id", sa.Integer(), nullable=True),
        sa.Column("problem", sa.LargeBinary(), nullable=True),
        sa.Column("choices", sa.LargeBinary(), nullable=True),
        sa.Column("problem_hash", sa.String(length=64), nullable=True),
        sa.Column("solution", sa.LargeBinary(), nullable=True),
        sa.Column("status", sa.String(length=20), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("gap", sa.Float(), nullable=True),
        sa.Column("solver_version", sa.String(length=40), nullable=True),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("proposed_at", Instant(), nullable=True),
        sa.Column("applied_at", Instant(), nullable=True),
        sa.Column("applied_by", sa.String(length=20), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('solving', 'proposed', 'applied', 'superseded', 'failed')",
            name=op.f("ck_plan_state_known"),
        ),
        sa.ForeignKeyConstraint(["previous_plan_id"], ["plan.id"], name=op.f("fk_plan_previous_plan_id")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_plan_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
        sa.UniqueConstraint("round_id", "number", name=op.f("uq_plan_round_id_number")),
    )
    op.create_table(
        "pool",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("attributes", sa.Text(), nullable=False),
        sa.Column("conf_system", sa.String(length=20), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("turnaround_min", sa.Integer(), nullable=False),
        sa.Column("booking_unit", sa.String(length=20), nullable=False),
        sa.CheckConstraint("booking_unit IN ('slot15', 'half_day', 'day')", name=op.f("ck_pool_booking_unit_known")),
        sa.CheckConstraint("conf_system IN ('', 'lgwan', 'internet', 'both')", name=op.f("ck_pool_conf_system_known")),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_kit', 'web_room')", name=op.f("ck_pool_kind_known")
        ),
        sa.CheckConstraint("turnaround_min >= 0 AND people >= 1", name=op.f("ck_pool_sizes")),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_pool_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool")),
        sa.UniqueConstraint(
            "office_id",
            "kind",
            "attributes",
            "conf_system",
            "people",
            "turnaround_min",
            "booking_unit",
            name=op.f("uq_pool_office_id_kind_attributes_conf_system_people_turnaround_min_booking_unit"),
        ),
    )
    op.create_table(
        "travel",
        sa.Column("from_office_id", sa.String(length=20), nullable=False),
        sa.Column("to_office_id", sa.String(length=20), nullable=False),
        sa.Column("km", sa.Float(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("minutes_winter", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(length=20), nullable=False),
        sa.Column("basis", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["from_office_id"], ["office.office_id"], name=op.f("fk_travel_from_office_id")),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.office_id"], name=op.f("fk_travel_to_office_id")),
        sa.PrimaryKeyConstraint("from_office_id", "to_office_id", name=op.f("pk_travel")),
    )
    op.create_table(
        "meeting",
        sa.Column("meeting_id", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("host_department_id", sa.String(length=20), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("branch_attendees", sa.Integer(), nullable=False),
        sa.Column("is_peak", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["host_department_id"], ["department.department_id"], name=op.f("fk_meeting_host_department_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_meeting_office_id")),
        sa.PrimaryKeyConstraint("meeting_id", name=op.f("pk_meeting")),
    )
    op.create_table(
        "staff_member",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("person_no", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("home_municipality_code", sa.String(length=5), nullable=False),
        sa.Column("commute_km", sa.Float(), nullable=False),
        sa.Column("commute_min", sa.Integer(), nullable=False),
        sa.Column("commute_mode", sa.String(length=20), nullable=False),
        sa.Column("telework_suitable", sa.Boolean(), nullable=False),
        sa.Column("security_training_on", sa.Date(), nullable=True),
        sa.Column("earliest_start", sa.Time(), nullable=True),
        sa.Column("latest_end", sa.Time(), nullable=True),
        sa.Column("short_time", sa.Boolean(), nullable=False),
        sa.CheckConstraint("role IN ('head', 'chief', 'staff', 'fixed_term')", name=op.f("ck_staff_member_role_known")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.department_id"], name=op.f("fk_staff_member_department_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_staff_member_office_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_staff_member")),
        sa.UniqueConstraint("person_no", name=op.f("uq_staff_member_person_no")),
    )
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.create_index("ix_staff_member_department_id", ["department_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("asset_number", sa.String(length=40), nullable=False),
        sa.Column("pool_id", sa.Integer(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("status IN ('active', 'repair', 'lost', 'retired')", name=op.f("ck_unit_status_known")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_unit_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("asset_number", name=op.f("uq_unit_asset_number")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index("ix_unit_pool_id", ["pool_id"], unique=False)

    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=40), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_sample", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_account_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("login", name=op.f("uq_account_login")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_account_staff_id")),
    )
    op.create_table(
        "closure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.String(length=20), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("reason_ja", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.String(length=20), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "reason_code IN ('works', 'power', 'access', 'reserved', 'repair')",
            name=op.f("ck_closure_reason_code_known"),
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_closure_order")),
        sa.CheckConstraint("unit_id IS NOT NULL OR office_id IS NOT NULL", name=op.f("ck_closure_subject")),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_closure_office_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_closure_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closure")),
        sa.UniqueConstraint("code", name=op.f("uq_closure_code")),
    )
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.create_index("ix_closure_starts_at_ends_at", ["starts_at", "ends_at"], unique=False)

    op.create_table(
        "eligibility",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.CheckConstraint("ground IN ('child', 'care', 'commute35')", name=op.f("ck_eligibility_ground_known")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_eligibility_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", "ground", name=op.f("pk_eligibility")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("params", sa.Text(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_notice_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index("ix_notice_staff_id_created_at", ["staff_id", "created_at"], unique=False)

    op.create_table(
        "request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("series_id", sa.String(length=20), nullable=True),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("submitted_by", sa.String(length=20), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("use_dates", sa.JSON(), nullable=False),
        sa.Column("flex_earlier_min", sa.Integer(), nullable=False),
        sa.Column("flex_later_min", sa.Integer(), nullable=False),
        sa.Column("alt_office_ids", sa.JSON(), nullable=False),
        sa.Column("alt_dates", sa.JSON(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("required_attributes", sa.JSON(), nullable=False),
        sa.Column("conf_system", sa.String(length=20), nullable=False),
        sa.Column("rrule", sa.Text(), nullable=False),
        sa.Column("exdates", sa.JSON(), nullable=False),
        sa.Column("meeting_id", sa.String(length=20), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("ground", sa.String(length=20), nullable=False),
        sa.Column("saved_min", sa.Integer(), nullable=False),
        sa.Column("approver_id", sa.String(length=20), nullable=True),
        sa.Column("approval", sa.String(length=20), nullable=False),
        sa.Column("overtime_order_no", sa.String(length=40), nullable=False),
        sa.Column("note_ja", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.String(length=64), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("approval IN ('pending', 'approved', 'declined')", name=op.f("ck_request_approval_known")),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_conference', 'bundle')",
            name=op.f("ck_request_kind_known"),
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 5", name=op.f("ck_request_priority")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 50", name=op.f("ck_request_quantity")),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_request_order")),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_request_office_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_request_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request")),
        sa.UniqueConstraint("code", name=op.f("uq_request_code")),
    )
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.create_index("ix_request_staff_id", ["staff_id"], unique=False)

    op.create_table(
        "shift_preference",
        sa.Column("preference_id", sa.String(length=20), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("date_from", sa.Date(), nullable=False),
        sa.Column("date_to", sa.Date(), nullable=False),
        sa.Column("weekdays", sa.String(length=30), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("pattern_id", sa.String(length=20), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_shift_preference_staff_id")),
        sa.PrimaryKeyConstraint("preference_id", name=op.f("pk_shift_preference")),
    )
    with op.batch_alter_table("shift_preference", schema=None) as batch_op:
        batch_op.create_index("ix_shift_preference_staff_id", ["staff_id"], unique=False)

    op.create_table(
        "account_role",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.CheckConstraint(
            "role IN ('staff', 'counter_staff', 'facilities', 'manager', 'admin')",
            name=op.f("ck_account_role_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_account_role_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "role", name=op.f("pk_account_role")),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("fetched_at", Instant(), nullable=True),
        sa.Column("fetched_by", sa.Text(), nullable=True),
        sa.CheckConstraint("locale IN ('ja', 'en')", name=op.f("ck_feed_locale_known")),
        sa.CheckConstraint("scope IN ('person', 'unit', 'office')", name=op.f("ck_feed_scope_known")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_feed_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_hash")),
    )
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.create_index("ix_feed_account_id", ["account_id"], unique=False)

    op.create_table(
        "idempotency",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("request_digest", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_idempotency_account_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "occurrence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'granted', 'refused', 'cancelled')", name=op.f("ck_occurrence_state_known")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_occurrence_order")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_occurrence_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_occurrence")),
        sa.UniqueConstraint("request_id", "date", name=op.f("uq_occurrence_request_id_date")),
    )
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.create_index("ix_occurrence_starts_at_state", ["starts_at", "state"], unique=False)

    op.create_table(
        "request_leg",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("request_id", sa.Integer(), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("need", sa.String(length=20), nullable=False),
        sa.Column("participants", sa.Integer(), nullable=False),
        sa.Column("is_host", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "need IN ('room', 'kit_or_room', 'seat', 'mobile_pc', 'tablet')",
            name=op.f("ck_request_leg_need_known"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_request_leg_office_id")),
        sa.ForeignKeyConstraint(
            ["request_id"], ["request.id"], name=op.f("fk_request_leg_request_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_request_leg")),
    )
    with op.batch_alter_table("request_leg", schema=None) as batch_op:
        batch_op.create_index("ix_request_leg_request_id", ["request_id"], unique=False)

    op.create_table(
        "session",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("csrf_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_session_account_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_session")),
    )
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.create_index("ix_session_account_id", ["account_id"], unique=False)

    op.create_table(
        "booking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("use_dates", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("plan_id", sa.Integer(), nullable=True),
        sa.Column("overtime_order_no", sa.String(length=40), nullable=False),
        sa.Column("alerts", sa.JSON(), nullable=False),
        sa.Column("note_ja", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_conference', 'bundle')",
            name=op.f("ck_booking_kind_known"),
        ),
        sa.CheckConstraint(
            "state IN ('confirmed', 'in_use', 'completed', 'cancelled')", name=op.f("ck_booking_state_known")
        ),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_booking_order")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_booking_occurrence_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_booking_office_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_booking_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_booking")),
        sa.UniqueConstraint("uid", name=op.f("uq_booking_uid")),
    )
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.create_index("ix_booking_occurrence_id", ["occurrence_id"], unique=False)
        batch_op.create_index("ix_booking_staff_id_starts_at", ["staff_id", "starts_at"], unique=False)
        batch_op.create_index("ix_booking_starts_at", ["starts_at"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("option_id", sa.Integer(), nullable=True),
        sa.Column("office_id", sa.String(length=20), nullable=True),
        sa.Column("starts_at", Instant(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("uses", sa.JSON(), nullable=False),
        sa.Column("difference", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("decided_by", sa.String(length=20), nullable=True),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("alternatives", sa.JSON(), nullable=False),
        sa.CheckConstraint("decision IN ('none', 'pinned', 'rejected')", name=op.f("ck_proposal_decision_known")),
        sa.CheckConstraint(
            "difference IN ('new', 'same', 'changed', 'lost')", name=op.f("ck_proposal_difference_known")
        ),
        sa.CheckConstraint("outcome IN ('granted', 'refused')", name=op.f("ck_proposal_outcome_known")),
        sa.ForeignKeyConstraint(["occurrence_id"], ["occurrence.id"], name=op.f("fk_proposal_occurrence_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_proposal_plan_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
        sa.UniqueConstraint("plan_id", "occurrence_id", name=op.f("uq_proposal_plan_id_occurrence_id")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index("ix_proposal_occurrence_id", ["occurrence_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("person_no", sa.Integer(), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("held_until", Instant(), nullable=False),
        sa.Column("holds", sa.Boolean(), nullable=False),
        sa.CheckConstraint("starts_at < held_until", name=op.f("ck_allocation_order")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_allocation_booking_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_allocation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.create_index("ix_allocation_booking_id", ["booking_id"], unique=False)
        batch_op.create_index("ix_allocation_person_no_starts_at", ["person_no", "starts_at"], unique=False)
        batch_op.create_index("ix_allocation_starts_at", ["starts_at"], unique=False)
        batch_op.create_index("ix_allocation_unit_id_starts_at", ["unit_id", "starts_at"], unique=False)

    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("issued_at", Instant(), nullable=True),
        sa.Column("issued_by", sa.String(length=20), nullable=True),
        sa.Column("returned_at", Instant(), nullable=True),
        sa.Column("returned_by", sa.String(length=20), nullable=True),
        sa.Column("return_office_id", sa.String(length=20), nullable=True),
        sa.Column("condition", sa.String(length=20), nullable=True),
        sa.Column("damage_note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.CheckConstraint("condition IN ('good', 'damaged', 'incomplete')", name=op.f("ck_loan_condition_known")),
        sa.CheckConstraint(
            "state IN ('reserved', 'issued', 'returned', 'lost', 'cancelled')",
            name=op.f("ck_loan_state_known"),
        ),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_loan_allocation_id")),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_loan_office_id")),
        sa.ForeignKeyConstraint(["return_office_id"], ["office.office_id"], name=op.f("fk_loan_return_office_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_loan_staff_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_loan_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_loan_allocation_id")),
    )
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.create_index("ix_loan_state_due_at", ["state", "due_at"], unique=False)
        batch_op.create_index(
            "uq_loan_unit_id_out",
            ["unit_id"],
            unique=True,
            sqlite_where=sa.text("state = 'issued'"),
            postgresql_where=sa.text("state = 'issued'"),
        )

    guards.install(op.get_bind())


def downgrade() -> None:
    with op.batch_alter_table("loan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_loan_unit_id_out",
            sqlite_where=sa.text("state = 'issued'"),
            postgresql_where=sa.text("state = 'issued'"),
        )
        batch_op.drop_index("ix_loan_state_due_at")

    op.drop_table("loan")
    with op.batch_alter_table("allocation", schema=None) as batch_op:
        batch_op.drop_index("ix_allocation_unit_id_starts_at")
        batch_op.drop_index("ix_allocation_starts_at")
        batch_op.drop_index("ix_allocation_person_no_starts_at")
        batch_op.drop_index("ix_allocation_booking_id")

    op.drop_table("allocation")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index("ix_proposal_occurrence_id")

    op.drop_table("proposal")
    with op.batch_alter_table("booking", schema=None) as batch_op:
        batch_op.drop_index("ix_booking_starts_at")
        batch_op.drop_index("ix_booking_staff_id_starts_at")
        batch_op.drop_index("ix_booking_occurrence_id")

    op.drop_table("booking")
    with op.batch_alter_table("session", schema=None) as batch_op:
        batch_op.drop_index("ix_session_account_id")

    op.drop_table("session")
    with op.batch_alter_table("request_leg", schema=None) as batch_op:
        batch_op.drop_index("ix_request_leg_request_id")

    op.drop_table("request_leg")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_index("ix_occurrence_starts_at_state")

    op.drop_table("occurrence")
    op.drop_table("idempotency")
    with op.batch_alter_table("feed", schema=None) as batch_op:
        batch_op.drop_index("ix_feed_account_id")

    op.drop_table("feed")
    op.drop_table("account_role")
    with op.batch_alter_table("shift_preference", schema=None) as batch_op:
        batch_op.drop_index("ix_shift_preference_staff_id")

    op.drop_table("shift_preference")
    with op.batch_alter_table("request", schema=None) as batch_op:
        batch_op.drop_index("ix_request_staff_id")

    op.drop_table("request")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_staff_id_created_at")

    op.drop_table("notice")
    op.drop_table("eligibility")
    with op.batch_alter_table("closure", schema=None) as batch_op:
        batch_op.drop_index("ix_closure_starts_at_ends_at")

    op.drop_table("closure")
    op.drop_table("account")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index("ix_unit_pool_id")

    op.drop_table("unit")
    with op.batch_alter_table("staff_member", schema=None) as batch_op:
        batch_op.drop_index("ix_staff_member_department_id")

    op.drop_table("staff_member")
    op.drop_table("meeting")
    op.drop_table("travel")
    op.drop_table("pool")
    op.drop_table("plan")
    op.drop_table("import_file")
    op.drop_table("department")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failure_subject_failed_at")

    op.drop_table("sign_in_failure")
    op.drop_table("shift_pattern")
    op.drop_table("setting")
    op.drop_table("round")
    with op.batch_alter_table("policy_day", schema=None) as batch_op:
        batch_op.drop_index("uq_policy_day")

    op.drop_table("policy_day")
    op.drop_table("office")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state")

    op.drop_table("job")
    op.drop_table("import_run")
    op.drop_table("feed_revision")
    op.drop_table("feed_document")
    op.drop_table("closed_day")
    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_noun_key")
        batch_op.drop_index("ix_audit_at")

    op.drop_table("audit")
