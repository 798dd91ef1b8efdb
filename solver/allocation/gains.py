"""What choosing a column adds to each goal, as columns of numbers; every goal is maximised here."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from solver.allocation.goals import LOT, lot
from solver.allocation.prepare import Prepared
from solver.allocation.problem import COST, ENTITLED, PACKING, SERVED, STABILITY
from solver.allocation.uses import Integers

# Costs and changes count negative.
Gains = Mapping[str, Integers]


def model_goals(prepared: Prepared) -> tuple[str, ...]:
    """The goals that the choice of options decides, in order; packing is decided with the units."""
    return (*(goal for goal in prepared.problem.goals if goal != PACKING), LOT)


def gains_of(prepared: Prepared) -> Gains:
    """For each of those goals the gain of every column."""
    columns = prepared.columns
    requests = [columns[first].request for first in prepared.first_columns]
    weight = np.array([request.weight for request in requests], dtype=np.int64)[prepared.owner]
    drawn = [lot(prepared.problem.seed, request.request_id) for request in requests]
    found = {
        ENTITLED: weight * np.array([column.option.entitled for column in columns], dtype=np.int64),
        SERVED: weight,
        COST: np.array([-column.option.cost for column in columns], dtype=np.int64),
        STABILITY: np.array([column.kept for column in columns], dtype=np.int64),
        LOT: np.array(drawn, dtype=np.int64)[prepared.owner],
    }
    return {goal: found[goal] for goal in model_goals(prepared)}


def best_sum(gain: Integers, owner: Integers) -> int:
    """A bound without a model: for each request its best column, or none."""
    if not len(gain):
        return 0
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    return int(np.maximum(np.maximum.reduceat(gain, first), 0).sum())
