"""Calendars of more kinds and with profiles; what each revision changed; when closures and policy days changed"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from scheduler.db.types import Instant

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

SCOPES = "scope IN ('person', 'unit', 'office')"
SCOPES_NOW = "scope IN ('person', 'unit', 'group', 'office', 'section', 'policy', 'round')"
PROFILES = "profile IN ('full', 'busy', 'desk', 'public')"
DATED = ("closure", "policy_day")


def upgrade() -> None:
    _change_feed()
    op.drop_table("feed_document")
    _create_document(
        sa.Column("profile", sa.String(length=10), nullable=False),
        sa.Column("variant", sa.String(length=20), nullable=False),
        sa.Column("wire", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        key=("scope", "subject", "profile", "locale", "variant"),
    )
    _create_change()
    for table in DATED:
        op.add_column(table, sa.Column("version", sa.Integer(), server_default="0", nullable=False))
        op.add_column(table, sa.Column("changed_at", Instant(), nullable=True))


def downgrade() -> None:
    for table in DATED:
        op.drop_column(table, "changed_at")
        op.drop_column(table, "version")
    op.drop_table("feed_change")
    op.drop_table("feed_document")
    _create_document(
        sa.Column("profile", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        key=("scope", "subject", "locale"),
    )
    op.execute(sa.text("DELETE FROM feed WHERE scope NOT IN ('person', 'unit', 'office')"))
    with op.batch_alter_table("feed") as batch:
        batch.drop_constraint(op.f("ck_feed_scope_known"), type_="check")
        batch.create_check_constraint(op.f("ck_feed_scope_known"), sa.text(SCOPES))
        batch.drop_constraint(op.f("ck_feed_profile_known"), type_="check")
        for column in ("is_mirrored", "drops_cancelled", "is_packed", "profile"):
            batch.drop_column(column)


def _change_feed() -> None:
    with op.batch_alter_table("feed") as batch:
        batch.add_column(sa.Column("profile", sa.String(length=10), server_default="full", nullable=False))
        batch.add_column(sa.Column("is_packed", sa.Boolean(), server_default=sa.true(), nullable=False))
        batch.add_column(sa.Column("drops_cancelled", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.add_column(sa.Column("is_mirrored", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch.drop_constraint(op.f("ck_feed_scope_known"), type_="check")
        batch.create_check_constraint(op.f("ck_feed_scope_known"), sa.text(SCOPES_NOW))
    # What was made before showed names to nobody but the person.
    op.execute(sa.text("UPDATE feed SET profile = 'busy' WHERE scope <> 'person'"))
    with op.batch_alter_table("feed") as batch:
        batch.alter_column("profile", existing_type=sa.String(length=10), server_default=None)
        batch.create_check_constraint(op.f("ck_feed_profile_known"), sa.text(PROFILES))


def _create_document(*columns: sa.Column[object], key: tuple[str, ...]) -> None:
    """The bytes can be made again, so the table is made anew."""
    op.create_table(
        "feed_document",
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("locale", sa.String(length=5), nullable=False),
        *columns,
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("window_day", sa.Date(), nullable=False),
        sa.Column("body_gzip", sa.LargeBinary(), nullable=False),
        sa.Column("etag", sa.String(length=64), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("complete", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_feed_document")),
    )


def _create_change() -> None:
    op.create_table(
        "feed_change",
        sa.Column("scope", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=36), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("scope", "subject", "revision", "item", name=op.f("pk_feed_change")),
    )
    op.create_index("ix_feed_change_changed_at", "feed_change", ["changed_at"])
