"""Large-neighbourhood search: windows of the plan are solved again as integer programs, the rest held."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from solver.allocation.block_search import improve_block
from solver.allocation.integer_program import Effort
from solver.allocation.rows import Mask
from solver.allocation.windows import Ground, Window

# Windows that do not touch each other are solved at the same time; the number does not depend on the machine.
BATCH = 4
WINDOW_NODES = 150
# Batches in a row without any gain after which it is unlikely that more will come.
FRUITLESS = 40

Solved = tuple[Mask, bool]
InOrder = Callable[[Callable[[Window], Solved], Sequence[Window]], Iterable[Solved]]


def improve(
    grounds: Sequence[Ground],
    goals: Sequence[str],
    in_order: InOrder,
    window_seconds: Callable[[], float],
    keep_on: Callable[[int], bool],
) -> None:
    """Improves the choices of the grounds by the goals in order.

    `in_order`: solves windows, and gives the results in their order.  `keep_on` is told how many windows were
    just solved, and asked whether there is time for more; `window_seconds`: how long the next may take.
    """

    def solve(window: Window) -> Solved:
        part, start = next(each for each in grounds if each.number == window.part).cut_out(window.columns)
        return improve_block(part, start, Effort(window_seconds(), WINDOW_NODES), goals)

    fruitless = 0
    while fruitless < FRUITLESS:
        windows = _batch(grounds)
        if not windows or not keep_on(0):
            return
        gained = False
        for window, (chosen, proven) in zip(windows, list(in_order(solve, windows)), strict=True):
            ground = next(each for each in grounds if each.number == window.part)
            gained |= bool((ground.chosen[window.columns] != chosen).any())
            ground.take(window, chosen, proven=proven)
        fruitless = 0 if gained else fruitless + 1
        if not keep_on(len(windows)):
            return


def _batch(grounds: Sequence[Ground]) -> list[Window]:
    """Windows in the parts that lose most, none of which touches another."""
    losses = [ground.loss() for ground in grounds]
    totals = np.array([loss.sum() for loss in losses])
    frozen = [np.zeros(len(ground.part.rows), dtype=np.bool_) for ground in grounds]
    found: list[Window] = []
    for _ in range(BATCH):
        if totals.sum() <= 0:
            break
        number = int(grounds[0].random.choice(len(grounds), p=totals / totals.sum()))
        window = grounds[number].draw(losses[number], frozen[number])
        if window is None:
            totals[number] = 0.0
            continue
        frozen[number] |= grounds[number].rows_of(window.columns)
        found.append(window)
    return found
