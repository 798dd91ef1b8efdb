"""The whole problem as blocks, one for each person, and rows that join them: cover, breaks, the worst-off person.

What joins people looks at their cells only, so a part of the people can be planned beside the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from solver.shifts.blocks import block_of, cell_prices
from solver.shifts.goals import goal_values, is_met, own_price
from solver.shifts.highs import Infeasible, solve
from solver.shifts.joint import joint_of
from solver.shifts.matrix import Programme, Vector
from solver.shifts.plan import PENALTY, SHORTAGE, Row
from solver.shifts.problem import OFF, ShiftProblem

# A person's own row is easy; these keep a strange one from holding everything up.
ALONE_SECONDS, ALONE_GAP = 30.0, 0.01


class Model:
    """Blocks and joint rows of a problem."""

    def __init__(self, problem: ShiftProblem) -> None:
        self.problem = problem
        self.width = len(problem.shifts)
        self.cells = len(problem.days) * self.width
        prices = cell_prices(problem)
        self.blocks = tuple(block_of(problem, person, prices[person.person_id][0]) for person in problem.people)
        unmet = [prices[person.person_id][1] for person in problem.people]
        self.joint = joint_of(problem, unmet)
        self.constant = sum(block.constant for block in self.blocks)

    def programme(self, people: Sequence[int], others: np.ndarray, shortage_weight: float) -> Programme:
        """The people's blocks side by side with the joint rows; `others`: what the rest adds to those rows.

        Costs are penalty plus `shortage_weight` times shortage.
        """
        blocks = [self.blocks[index].programme for index in people]
        joint = self.joint.programme
        padded = [self._padded(index) for index in people]
        rows = sparse.block_array(
            [[sparse.block_diag([block.rows for block in blocks]), None], [sparse.hstack(padded), joint.rows]]
            if blocks
            else [[joint.rows]],
            format="csr",
        )
        parts = [*blocks, joint]
        shift = [np.zeros(len(block.low)) for block in blocks] + [others]
        return Programme(
            rows,
            np.concatenate([part.low - moved for part, moved in zip(parts, shift, strict=True)]),
            np.concatenate([part.high - moved for part, moved in zip(parts, shift, strict=True)]),
            np.concatenate([*(block.cost for block in blocks), joint.cost + shortage_weight * self.joint.shortage]),
            np.concatenate([part.least for part in parts]),
            np.concatenate([part.most for part in parts]),
        )

    def _padded(self, index: int) -> sparse.csr_matrix:
        """The joint rows over all columns of the person's block."""
        cells = self.joint.cells[index]
        more = len(self.blocks[index].programme.cost) - self.cells
        return sparse.hstack([cells, sparse.csr_matrix((cells.shape[0], more))], format="csr")

    def use(self, cells: Mapping[int, Vector]) -> Vector:
        """What those people's cells add to the joint rows."""
        total: Vector = np.zeros(len(self.joint.programme.low))
        for index, values in cells.items():
            total += self.joint.cells[index] @ values
        return total

    def cost(self, index: int, cells: Vector) -> float:
        """What a row of that person costs by itself."""
        block = self.blocks[index]
        if len(block.programme.cost) == self.cells or not block.programme.cost[self.cells :].any():
            return float(block.programme.cost[: self.cells] @ cells) + block.constant
        row = self.row(index, cells)
        unmet = sum(
            wish.weight
            for wish in self.problem.wishes
            if wish.person_id == row.person_id and not is_met(wish, row.choices[wish.day])
        )
        return float(unmet + own_price(self.problem, block.person, row))

    def alone(self) -> list[Vector]:
        """A row for each person that keeps their own rules, cheapest by itself; Infeasible when there is none."""
        found = []
        for block in self.blocks:
            values = solve(block.programme, ALONE_SECONDS, gap=ALONE_GAP).values
            if values is None:
                raise Infeasible
            found.append(np.round(values[: self.cells]))
        return found

    @cached_property
    def most_penalty(self) -> int:
        """No plan costs more."""
        own = [np.maximum(block.programme.cost, 0) @ block.programme.most for block in self.blocks]
        joint = self.joint.programme
        return int(sum(own) + joint.cost @ joint.most) + max(0, self.constant)

    @cached_property
    def shortage_weight(self) -> int:
        """What one of shortage weighs where both goals are one sum; 0 when nothing is hard."""
        return self.most_penalty + 1 if self.joint.shortage.any() else 0

    def value(self, cells: Sequence[Vector]) -> tuple[int, int]:
        """Shortage and penalty of everybody's cells, with the usual breaks."""
        values = goal_values(self.problem, self.rows(cells))
        return values[SHORTAGE], values[PENALTY]

    def split(self, people: Sequence[int], values: Vector) -> dict[int, Vector]:
        """The cells of each person in a solution of their programme, rounded."""
        found, at = {}, 0
        for index in people:
            found[index] = np.round(values[at : at + self.cells])
            at += len(self.blocks[index].programme.cost)
        return found

    def row(self, index: int, cells: Vector) -> Row:
        """The row of the cells, with the usual breaks."""
        grid = cells.reshape(-1, self.width) > 0.5
        shifts = self.problem.shifts
        choices = tuple(shifts[int(day.argmax())].shift_id if day.any() else OFF for day in grid)
        return Row(self.problem.people[index].person_id, choices, (0,) * len(choices))

    def rows(self, cells: Sequence[Vector]) -> tuple[Row, ...]:
        """Everybody's rows, with the usual breaks."""
        return tuple(self.row(index, values) for index, values in enumerate(cells))

    def cells_of(self, rows: Iterable[Row]) -> list[Vector]:
        """The cells of rows that stand already."""
        place = {shift.shift_id: number for number, shift in enumerate(self.problem.shifts)}
        found = []
        for row in rows:
            values: Vector = np.zeros(self.cells)
            for day, choice in enumerate(row.choices):
                if choice != OFF:
                    values[day * self.width + place[choice]] = 1
            found.append(values)
        return found
