"""What would help the refused, in the office's terms: reasons built from what the solver confirmed. No names."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from scheduler.domain.reason import Reason, ReasonParam
from scheduler.plans.choices import Choice, Choices
from scheduler.plans.minutes import moment_of
from solver.allocation import Displacement, Extra, MoreUnits, OthersMove, Remedies

# Of a pool of real units: its kind and its office.
Places = Mapping[int, Mapping[str, Any]]


def advice(remedies: Remedies, pools: Places, choices: Choices) -> dict[int, list[Reason]]:
    """For each refused occurrence what would have to change, and what it would cost others, cheapest first."""
    found: dict[int, list[Reason]] = defaultdict(list)
    for remedy in remedies.more_units:
        found[remedy.request_id].extend(_more_units(remedy, pools))
    for moving in remedies.others_move:
        found[moving.request_id].append(_others_move(moving, choices[moving.request_id][moving.option_id]))
    for displacement in remedies.displacements:
        found[displacement.request_id].append(_displacement(displacement))
    return found


def _more_units(remedy: MoreUnits, pools: Places) -> Iterator[Reason]:
    """The first of several says who would come before; the others are needed as well."""
    first, *others = remedy.extra
    wanted = _wanted(first, pools)
    if remedy.ahead is None:
        yield Reason("remedy-units_unsure", wanted)
    elif remedy.ahead:
        yield Reason("remedy-units_behind", {**wanted, "ahead": remedy.ahead})
    else:
        yield Reason("remedy-units", wanted)
    for extra in others:
        yield Reason("remedy-units_also", _wanted(extra, pools))


def _wanted(extra: Extra, pools: Places) -> dict[str, ReasonParam]:
    place = pools[extra.pool_id]
    hours: dict[str, ReasonParam] = {"start": moment_of(extra.start), "end": moment_of(extra.end)}
    return {"count": extra.count, "kind": place["kind"], "office": place["office_id"], **hours}


def _others_move(remedy: OthersMove, choice: Choice) -> Reason:
    where: dict[str, ReasonParam] = {"office": choice.office_id, "start": choice.starts_at, "end": choice.ends_at}
    return Reason("remedy-others_move", {"count": remedy.moved, **where})


def _displacement(displacement: Displacement) -> Reason:
    return Reason("remedy-displaces", {"weight": displacement.weight, "own": displacement.own})
