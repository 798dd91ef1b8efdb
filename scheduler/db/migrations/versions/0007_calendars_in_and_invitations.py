"""When people are busy by their own calendars; bookings sent by mail as invitations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db.types import Instant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _create_own_calendar()
    _create_own_busy()
    _create_invitation_address()
    _create_invitation()


def downgrade() -> None:
    for table in ("invitation", "invitation_address", "own_busy", "own_calendar"):
        op.drop_table(table)


def _create_own_calendar() -> None:
    op.create_table(
        "own_calendar",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=False),
        sa.Column("tried_at", Instant(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("left_out", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_own_calendar_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_calendar")),
    )
    op.create_index("ix_own_calendar_staff_id", "own_calendar", ["staff_id"])


def _create_own_busy() -> None:
    calendar = sa.ForeignKeyConstraint(
        ["own_calendar_id"], ["own_calendar.id"], name=op.f("fk_own_busy_own_calendar_id"), ondelete="CASCADE"
    )
    op.create_table(
        "own_busy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("own_calendar_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.CheckConstraint("starts_at < ends_at", name=op.f("ck_own_busy_order")),
        calendar,
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_busy")),
    )
    op.create_index("ix_own_busy_own_calendar_id_starts_at", "own_busy", ["own_calendar_id", "starts_at"])


def _create_invitation_address() -> None:
    op.create_table(
        "invitation_address",
        sa.Column("staff_id", sa.String(length=20), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint("locale IN ('ja', 'en')", name=op.f("ck_invitation_address_locale_known")),
        sa.ForeignKeyConstraint(["staff_id"], ["staff_member.staff_id"], name=op.f("fk_invitation_address_staff_id")),
        sa.PrimaryKeyConstraint("staff_id", name=op.f("pk_invitation_address")),
    )


def _create_invitation() -> None:
    known = "answer IN ('accepted', 'declined', 'tentative')"
    op.create_table(
        "invitation",
        sa.Column("booking_id", sa.Integer(), nullable=False),
        sa.Column("is_waiting", sa.Boolean(), nullable=False),
        sa.Column("next_try_at", Instant(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=36), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("sent_to", sa.Text(), nullable=True),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", Instant(), nullable=True),
        sa.CheckConstraint(known, name=op.f("ck_invitation_answer_known")),
        sa.ForeignKeyConstraint(["booking_id"], ["booking.id"], name=op.f("fk_invitation_booking_id")),
        sa.PrimaryKeyConstraint("booking_id", name=op.f("pk_invitation")),
    )
    op.create_index("ix_invitation_is_waiting_next_try_at", "invitation", ["is_waiting", "next_try_at"])
    op.create_index("ix_invitation_uid", "invitation", ["uid"])
