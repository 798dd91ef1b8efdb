"""Levels of the stock, courier runs, past demand, equipment of sections, and transfers between offices"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db.types import Instant

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

REASONS = "reason_code IN ('works', 'power', 'access', 'reserved', 'repair')"
REASONS_NOW = "reason_code IN ('works', 'power', 'access', 'reserved', 'repair', 'transfer')"
NEW_TABLES = (
    "stock_level",
    "courier_run",
    "demand_week",
    "section_equipment",
    "office_priority",
    "transfer",
    "transfer_item",
)


def upgrade() -> None:
    _replace_reasons(REASONS_NOW)
    _create_stock_level()
    _create_courier_run()
    _create_demand_week()
    _create_section_equipment()
    _create_office_priority()
    _create_transfer()
    _create_transfer_item()


def downgrade() -> None:
    for table in reversed(NEW_TABLES):
        op.drop_table(table)
    # The units stay out of use until then, as before.
    op.execute(sa.text("UPDATE closure SET reason_code = 'reserved' WHERE reason_code = 'transfer'"))
    _replace_reasons(REASONS)


def _replace_reasons(rule: str) -> None:
    with op.batch_alter_table("closure") as batch:
        batch.drop_constraint(op.f("ck_closure_reason_code_known"), type_="check")
        batch.create_check_constraint(op.f("ck_closure_reason_code_known"), sa.text(rule))


def _create_stock_level() -> None:
    op.create_table(
        "stock_level",
        sa.Column("as_of", sa.Date(), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("on_hand", sa.Integer(), nullable=False),
        sa.Column("usable", sa.Integer(), nullable=False),
        sa.Column("in_repair", sa.Integer(), nullable=False),
        sa.Column("safety_stock", sa.Integer(), nullable=False),
        sa.Column("storage_capacity", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_kit', 'web_room')", name=op.f("ck_stock_level_kind_known")
        ),
        sa.CheckConstraint("safety_stock >= 0 AND storage_capacity >= 0", name=op.f("ck_stock_level_sizes")),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_stock_level_office_id")),
        sa.PrimaryKeyConstraint("as_of", "office_id", "kind", name=op.f("pk_stock_level")),
    )


def _create_courier_run() -> None:
    op.create_table(
        "courier_run",
        sa.Column("office_a", sa.String(length=20), nullable=False),
        sa.Column("office_b", sa.String(length=20), nullable=False),
        sa.Column("weekdays", sa.String(length=30), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=False),
        sa.Column("capacity_items", sa.Integer(), nullable=False),
        sa.CheckConstraint("lead_days >= 0 AND capacity_items >= 0", name=op.f("ck_courier_run_sizes")),
        sa.ForeignKeyConstraint(["office_a"], ["office.office_id"], name=op.f("fk_courier_run_office_a")),
        sa.ForeignKeyConstraint(["office_b"], ["office.office_id"], name=op.f("fk_courier_run_office_b")),
        sa.PrimaryKeyConstraint("office_a", "office_b", name=op.f("pk_courier_run")),
    )


def _create_demand_week() -> None:
    op.create_table(
        "demand_week",
        sa.Column("week_start", sa.Date(), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("requested", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("peak_concurrent", sa.Integer(), nullable=False),
        sa.Column("used_hours", sa.Float(), nullable=False),
        sa.Column("returned_late", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_kit', 'web_room')", name=op.f("ck_demand_week_kind_known")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_demand_week_office_id")),
        sa.PrimaryKeyConstraint("week_start", "office_id", "kind", name=op.f("pk_demand_week")),
    )


def _create_section_equipment() -> None:
    op.create_table(
        "section_equipment",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("department_id", sa.String(length=20), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("capacity_days", sa.Integer(), nullable=False),
        sa.Column("used_days", sa.Integer(), nullable=False),
        sa.Column("refused_days", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_kit', 'web_room')",
            name=op.f("ck_section_equipment_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["department_id"], ["department.department_id"], name=op.f("fk_section_equipment_department_id")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_section_equipment_office_id")),
        sa.PrimaryKeyConstraint("month", "department_id", "kind", name=op.f("pk_section_equipment")),
    )


def _create_office_priority() -> None:
    op.create_table(
        "office_priority",
        sa.Column("office_id", sa.String(length=20), nullable=False),
        sa.Column("reason_ja", sa.Text(), nullable=False),
        sa.Column("set_by", sa.String(length=20), nullable=True),
        sa.Column("set_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["office.office_id"], name=op.f("fk_office_priority_office_id")),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_office_priority")),
    )


def _create_transfer() -> None:
    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("from_office_id", sa.String(length=20), nullable=False),
        sa.Column("to_office_id", sa.String(length=20), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("carrier", sa.String(length=10), nullable=False),
        sa.Column("leaves_on", sa.Date(), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("note_ja", sa.Text(), nullable=False),
        sa.Column("created_by", sa.String(length=20), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("packed_at", Instant(), nullable=True),
        sa.Column("dispatched_at", Instant(), nullable=True),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("cancelled_at", Instant(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("carrier IN ('courier', 'own')", name=op.f("ck_transfer_carrier_known")),
        sa.CheckConstraint(
            "kind IN ('seat', 'mobile_pc', 'tablet', 'web_kit', 'web_room')", name=op.f("ck_transfer_kind_known")
        ),
        sa.CheckConstraint(
            "state IN ('ordered', 'packed', 'in_transit', 'received', 'cancelled')",
            name=op.f("ck_transfer_state_known"),
        ),
        sa.CheckConstraint("from_office_id <> to_office_id", name=op.f("ck_transfer_two_offices")),
        sa.ForeignKeyConstraint(["from_office_id"], ["office.office_id"], name=op.f("fk_transfer_from_office_id")),
        sa.ForeignKeyConstraint(["to_office_id"], ["office.office_id"], name=op.f("fk_transfer_to_office_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    op.create_index("ix_transfer_state_due_at", "transfer", ["state", "due_at"], unique=False)


def _create_transfer_item() -> None:
    op.create_table(
        "transfer_item",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("from_pool_id", sa.Integer(), nullable=False),
        sa.Column("closure_id", sa.Integer(), nullable=True),
        sa.Column("packed_at", Instant(), nullable=True),
        sa.Column("received_at", Instant(), nullable=True),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("note_ja", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "outcome IN ('good', 'damaged', 'incomplete', 'missing', 'extra', 'left_out', 'cancelled')",
            name=op.f("ck_transfer_item_outcome_known"),
        ),
        sa.ForeignKeyConstraint(["closure_id"], ["closure.id"], name=op.f("fk_transfer_item_closure_id")),
        sa.ForeignKeyConstraint(["from_pool_id"], ["pool.id"], name=op.f("fk_transfer_item_from_pool_id")),
        sa.ForeignKeyConstraint(["transfer_id"], ["transfer.id"], name=op.f("fk_transfer_item_transfer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_transfer_item_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer_item")),
    )
    op.create_index(
        "uq_transfer_item_open",
        "transfer_item",
        ["unit_id"],
        unique=True,
        sqlite_where=sa.text("outcome IS NULL"),
        postgresql_where=sa.text("outcome IS NULL"),
    )
    op.create_index("uq_transfer_item_unit", "transfer_item", ["transfer_id", "unit_id"], unique=True)
