"""The job behind the waiting list: looks whom what became free would serve, and offers it, one place to one person."""

from __future__ import annotations

import logging
from dataclasses import asdict
from typing import Any

import msgspec

from scheduler.db.transaction import retrying
from scheduler.domain.policy import DEFAULT_POLICY
from scheduler.jobs.context import JobContext
from scheduler.jobs.registry import JobKind
from scheduler.moving.resolving import changes_of
from scheduler.waiting.freed import OFFER_JOB, ask_for_offers, freed_of
from scheduler.waiting.offering import Draft, make_offer
from scheduler.waiting.searching import Search, look
from scheduler.waiting.untangling import drafts_of
from solver.process import SolveFailed

# So much for one change; what it touches is small.
SECONDS = 20.0
# What hangs together is offered one after another; what cannot be offered is not looked for without end.
MOST_TURNS = 20
TURNS_OF_A_FAILURE = 6
logger = logging.getLogger(__name__)


def search(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Find places for those who wait; nothing is changed yet."""
    context.report({"stage": "waiting-list"})
    freed = [freed_of(item) for item in payload["freed"]]
    with context.database.read() as tx:
        found = look(tx, freed, policy=DEFAULT_POLICY, now=context.clock.now())
    turn = payload.get("turn", 0)
    try:
        drafts, has_more = _drafts(found) if found else ((), False)
    except SolveFailed as failed:
        turn += TURNS_OF_A_FAILURE
        if turn >= MOST_TURNS:
            raise
        # What became free is not forgotten because a process was killed.
        logger.warning("looking again: %s", failed)
        drafts, has_more = (), True
    return {
        "freed": payload["freed"],
        "turn": turn,
        "drafts": [msgspec.to_builtins(asdict(item)) for item in drafts],
        "has_more": has_more,
    }


def _drafts(found: Search) -> tuple[tuple[Draft, ...], bool]:
    """Offers that need nothing of one another. Where several people need the same moves, the first of them is served
    alone, and the others are looked for again afterwards."""
    wanted, movable = found.part.wanted, found.movable
    changes = changes_of(found.part, movable=movable, wanted=wanted, seconds=SECONDS)
    drafts, tangled = drafts_of(changes)
    if not tangled or drafts:
        return drafts, bool(tangled)
    weights = {item.request_id: item.weight for item in found.part.problem.requests}
    first = max(tangled, key=lambda key: weights[key])
    alone = changes_of(found.part, movable=movable, wanted=frozenset({first}), seconds=SECONDS)
    return drafts_of(alone)[0], True


def publish(context: JobContext, payload: dict[str, Any]) -> dict[str, Any]:
    """Make the offers; done twice it makes none twice, for a person is asked about one place at a time."""

    def write() -> dict[str, Any]:
        now = context.clock.now()
        drafts = [msgspec.convert(item, Draft) for item in payload["drafts"]]
        with context.database.write() as tx:
            made = [make_offer(tx, item, policy=DEFAULT_POLICY, now=now) for item in drafts]
            offers = [offer_id for offer_id in made if offer_id is not None]
            was_overtaken = len(offers) < len(drafts)
            if (was_overtaken or payload["has_more"]) and payload["turn"] < MOST_TURNS:
                freed = [freed_of(item) for item in payload["freed"]]
                ask_for_offers(tx, freed, now=now, turn=payload["turn"] + 1)
        return {"offers": offers}

    return retrying(write)


OFFER = JobKind(OFFER_JOB, (search, publish))
