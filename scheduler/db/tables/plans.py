"""Rounds, the plans the solver proposes for them, and each proposal in a plan."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from scheduler.db.tables.base import metadata, one_of, version_column
from scheduler.db.types import Instant
from scheduler.domain.states import PlanState, RoundState

round_ = Table(
    "round",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name_ja", Text, nullable=False),
    Column("name_en", Text, nullable=False),
    # Occurrences that start on these days, both included.
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
    Column("state", String(20), nullable=False),
    # Published before the round closes: whoever has it can recompute every tie.
    Column("seed", Integer, nullable=False),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("closes_at", Instant, nullable=False),
    version_column(),
    one_of("state", RoundState),
    CheckConstraint("first_day <= last_day", name="order"),
)

plan = Table(
    "plan",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("round_id", Integer, ForeignKey("round.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("job_id", String(36)),
    Column("previous_plan_id", Integer, ForeignKey("plan.id")),
    # The problem in the solver's own JSON, and what each option of it means to the office.
    Column("problem", LargeBinary),
    Column("choices", LargeBinary),
    Column("problem_hash", String(64)),
    Column("solution", LargeBinary),
    # What would serve the refused and where the stock is short (solver.allocation.remedy), with what proves it.
    Column("remedies", LargeBinary),
    Column("status", String(20)),
    # A what-if: what was changed against the round (scheduler/plans/scenario.py); NULL for a plan to apply.
    Column("scenario", JSON(none_as_null=True)),
    # Tiers with value and bound, served by kind, prices: the figures the page shows.
    Column("figures", JSON, nullable=False),
    Column("gap", Float),
    Column("solver_version", String(40)),
    Column("created_by", String(20)),
    Column("created_at", Instant, nullable=False),
    Column("proposed_at", Instant),
    Column("applied_at", Instant),
    Column("applied_by", String(20)),
    version_column(),
    UniqueConstraint("round_id", "number"),
    one_of("state", PlanState),
)

proposal = Table(
    "proposal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("plan_id", Integer, ForeignKey("plan.id", ondelete="CASCADE"), nullable=False),
    Column("occurrence_id", Integer, ForeignKey("occurrence.id"), nullable=False),
    Column("outcome", String(20), nullable=False),
    Column("option_id", Integer),
    # Where and when it would be, and on which units: [{"unit_id", "starts_at", "held_until", "leg"}].
    Column("office_id", String(20)),
    Column("starts_at", Instant),
    Column("ends_at", Instant),
    Column("uses", JSON, nullable=False),
    # Against the plan before: new, same, changed, lost.
    Column("difference", String(20), nullable=False),
    # What a person decided about it: keep exactly this, or never this.
    Column("decision", String(20), nullable=False),
    Column("decided_by", String(20)),
    Column("reasons", JSON, nullable=False),
    Column("alternatives", JSON, nullable=False),
    # What would have to change, as reasons are kept.
    Column("remedies", JSON, nullable=False, server_default="[]"),
    UniqueConstraint("plan_id", "occurrence_id"),
    one_of("outcome", ("granted", "refused")),
    one_of("difference", ("new", "same", "changed", "lost")),
    one_of("decision", ("none", "pinned", "rejected")),
    Index("ix_proposal_occurrence_id", "occurrence_id"),
)
