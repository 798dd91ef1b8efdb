"""Several parts as one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from solver.allocation.block_search import BlockResult
from solver.allocation.part import Part
from solver.allocation.rows import Rows


def joined(parts: Sequence[Part], results: Sequence[BlockResult]) -> tuple[Part, BlockResult]:
    """The parts and their results as one part with columns in order; bounds are those that all of them have."""
    columns = np.concatenate([part.columns for part in parts])
    order = np.argsort(columns)
    place = np.argsort(order)
    sizes = np.cumsum([0, *(len(part.columns) for part in parts)])
    heights = np.cumsum([0, *(len(part.rows) for part in parts)])
    option = place[np.concatenate([part.rows.option + size for part, size in zip(parts, sizes, strict=False)])]
    entry = np.argsort(option, kind="stable")
    rows = Rows(
        parts[0].rows.sets,
        np.concatenate([part.rows.pools for part in parts]),
        np.concatenate([part.rows.start for part in parts]),
        np.concatenate([part.rows.end for part in parts]),
        np.concatenate([part.rows.capacity for part in parts]),
        option[entry],
        np.concatenate([part.rows.first + height for part, height in zip(parts, heights, strict=False)])[entry],
        np.concatenate([part.rows.past + height for part, height in zip(parts, heights, strict=False)])[entry],
        np.concatenate([part.rows.quantity for part in parts])[entry],
    )
    # Requests are numbered in the order of their columns again.
    counts = np.cumsum([0, *(len(part.must) for part in parts)])
    owner = np.concatenate([part.owner + count for part, count in zip(parts, counts, strict=False)])[order]
    begins = np.diff(owner, prepend=-1) != 0
    must = np.concatenate([part.must for part in parts])[owner[begins]]
    gains = {goal: np.concatenate([part.gains[goal] for part in parts])[order] for goal in parts[0].gains}
    known = [goal for goal in parts[0].gains if all(goal in result.bounds for result in results)]
    prices = [
        result.prices if result.prices is not None else np.zeros(len(part.rows))
        for part, result in zip(parts, results, strict=True)
    ]
    return Part(columns[order], rows, gains, np.cumsum(begins) - 1, must), BlockResult(
        np.concatenate([result.chosen for result in results])[order],
        {goal: sum(result.bounds[goal] for result in results) for goal in known},
        prices=np.concatenate(prices) if any(len(each) for each in prices) else None,
    )
