"""The whole solve: floor, blocks, units, and what is done when units cannot be given.

1. Greed gives a plan at once, the floor under everything that follows.
2. Each block of competing requests is solved over whole pools.
3. The chosen uses are given units.  Where that is impossible, the blocks involved become one block
   with a variable per class of units, and steps 2 and 3 are repeated for it; such a block can
   always be given units, so this ends.
4. At the deadline the uses without units are dropped, and what fits is filled in by greed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Lock

from solver.allocation.block_search import BlockResult, block_prices, merged, no_result, solve_block, solve_exact
from solver.allocation.classes import Given
from solver.allocation.colouring import Colouring, Colours, Piece, groups_of, pieces_of
from solver.allocation.goals import rank, tier_values
from solver.allocation.greedy import cheapen, fill, musts_where_they_stand
from solver.allocation.occupancy import occupancy_of
from solver.allocation.plan import AllocationPlan, Price, Progress, relative_gap
from solver.allocation.prepare import Block, Prepared, connected, prepare, split
from solver.allocation.problem import SERVED, AllocationProblem, Assignment, Limits, Request
from solver.allocation.report import Effort, finished_plan, summed
from solver.allocation.unit_model import colour_by_model
from solver.deadline import Deadline

Report = Callable[[Progress], None]
Cancelled = Callable[[], bool]

# Of the time left, what a round of blocks may take; the rest is for units and further rounds.
ROUND_SHARE = 0.6
# Seconds below which another round is not worth starting.
LEAST_ROUND = 0.05
# Seconds that even the smallest block may take while there are any.
LEAST_BLOCK = 1.0
UNIT_MODEL_SECONDS = 5.0
# A larger group without any colouring yet goes to the exact form at once.
UNIT_MODEL_LITERALS = 2000


def allocate(
    problem: AllocationProblem, limits: Limits, progress: Report | None = None, cancelled: Cancelled | None = None
) -> AllocationPlan:
    """The best plan found within the limits, with the bound of each goal; always a valid plan.

    `progress` is called after each block; `cancelled` is asked between blocks and ends the solve
    with what stands.  With the same problem, and time enough to prove every goal, the plan is the same.
    """
    return _Search(problem, limits, progress or (lambda _: None), cancelled or (lambda: False)).run()


class _Search:
    def __init__(self, problem: AllocationProblem, limits: Limits, progress: Report, cancelled: Cancelled) -> None:
        self.deadline = Deadline(limits.seconds)
        self.workers = max(1, limits.workers)
        self.progress, self.cancelled = progress, cancelled
        self.prepared = prepare(problem)
        self.floor = self._fill((*self.prepared.pinned, *musts_where_they_stand(problem)))
        self.start = self._columns_of(self.floor)
        self.results: dict[Block, BlockResult] = {}
        self.prices: list[Price] = []
        self.rounds = 0

    def run(self) -> AllocationPlan:
        problem = self.prepared.problem
        pending = split(self.prepared)
        options, components = len(self.prepared.columns), len(pending)
        self.results = {
            block: no_result(self.prepared, block, self.start.intersection(block.columns)) for block in pending
        }
        while True:
            self.rounds += 1
            self._solve(pending)
            placed, stuck = self._give_units()
            pending = [] if self._is_over() else self._made_exact(stuck)
            if not pending:
                break
        filled = self._fill((*self.prepared.pinned, *placed))
        # The last two matter only where the time was too short; of equal plans the first is taken.
        plans = [plan for plan in (filled, cheapen(problem, filled)) if self._has_all_musts(plan)]
        best = max((*plans, self.floor), key=lambda plan: rank(problem, tier_values(problem, plan)))
        effort = Effort(options, components, self.rounds, self.deadline.elapsed(), self.cancelled())
        return finished_plan(self.prepared, best, self.results.values(), effort, self.prices)

    def _has_all_musts(self, plan: Iterable[Assignment]) -> bool:
        served = {assignment.request_id for assignment in plan}
        return all(request.request_id in served for request in self.prepared.problem.requests if request.must)

    def _is_over(self) -> bool:
        return self.cancelled() or self.deadline.remaining() < LEAST_ROUND

    def _fill(self, standing: Sequence[Assignment]) -> tuple[Assignment, ...]:
        """The assignments, and beside them whatever greed can serve."""
        problem = self.prepared.problem
        served = {assignment.request_id for assignment in standing}
        waiting = [request for request in problem.requests if request.request_id not in served]
        return (*standing, *fill(problem, occupancy_of(problem, standing), waiting))

    def _columns_of(self, assignments: Iterable[Assignment]) -> frozenset[int]:
        chosen = {(assignment.request_id, assignment.option_id) for assignment in assignments}
        return frozenset(
            column.index
            for column in self.prepared.columns
            if (column.request.request_id, column.option.option_id) in chosen
        )

    def _solve(self, blocks: Sequence[Block]) -> None:
        """Solves blocks, smallest first, each with its share of the round's time."""
        budget = _Budget(ROUND_SHARE * self.deadline.remaining(), blocks, self.workers)
        with ThreadPoolExecutor(self.workers) as pool:
            for done, (block, result) in enumerate(
                zip(blocks, pool.map(partial(self._solve_one, budget), blocks), strict=True), 1
            ):
                self.results[block] = result
                self.prices.extend(result.prices)
                self._report("options", done, len(blocks))

    def _solve_one(self, budget: _Budget, block: Block) -> BlockResult:
        seconds = budget.share(block)
        before, start = self.results[block], self.start.intersection(block.columns)
        if block.rows and (seconds <= 0 or self.cancelled()):
            return before
        if block.exact:
            return solve_exact(self.prepared, block, before, start, seconds)
        return solve_block(self.prepared, block, start, seconds)

    def _give_units(self) -> tuple[list[Assignment], list[list[Piece]]]:
        """Assignments of the requests all of whose uses have units, and the groups for which there are none."""
        chosen = [index for result in self.results.values() for index in result.columns]
        given: Given = {key: parts for result in self.results.values() for key, parts in result.given.items()}
        pieces = pieces_of(self.prepared, chosen, given)
        groups = groups_of(pieces)
        colouring = Colouring(self.prepared)
        colours: Colours = {}
        stuck: list[list[Piece]] = []
        for done, group in enumerate(groups, 1):
            found = colouring.colour(group, self._colour_by_model)
            if found is None:
                stuck.append(group)
            else:
                colours.update(found)
            if done % 100 == 0 or done == len(groups):
                self._report("units", done, len(groups))
        return _assignments(self.prepared, pieces, colours), stuck

    def _colour_by_model(self, group: Sequence[Piece], start: Colours | None) -> Colours | None:
        if self._is_over() or (start is None and sum(len(piece.units) for piece in group) > UNIT_MODEL_LITERALS):
            return None
        return colour_by_model(group, start, min(UNIT_MODEL_SECONDS, self.deadline.remaining() / 2))

    def _made_exact(self, stuck: Sequence[Sequence[Piece]]) -> list[Block]:
        """The blocks of each stuck group as one exact block; replaces them in the results."""
        block_of = {index: block for block in self.results for index in block.columns}
        blocks = list(self.results)
        number = {block: place for place, block in enumerate(blocks)}
        root = connected(range(len(blocks)), ([number[block_of[piece.column]] for piece in group] for group in stuck))
        involved = {root[number[block_of[piece.column]]] for group in stuck for piece in group}
        made: list[Block] = []
        for name in sorted(involved):
            parts = [block for block in blocks if root[number[block]] == name]
            if len(parts) == 1 and parts[0].exact:
                continue  # only time was missing
            block = Block(
                tuple(sorted(index for part in parts for index in part.columns)),
                tuple(row for part in parts for row in part.rows),
                exact=True,
            )
            self.results[block] = merged([self.results.pop(part) for part in parts])
            made.append(block)
        return sorted(made, key=lambda block: (len(block.columns), block.columns))

    def _report(self, stage: str, done: int, total: int) -> None:
        value = sum(request.weight for request in self._served_requests())
        pinned = {assignment.request_id for assignment in self.prepared.pinned}
        kept = sum(request.weight for request in self.prepared.problem.requests if request.request_id in pinned)
        bound = kept + sum(result.bounds[SERVED] for result in self.results.values())
        kinds = Counter(request.kind for request in self._served_requests() if request.kind)
        served = tuple(sorted(kinds.items()))
        self.progress(Progress(stage, done, total, value, bound, relative_gap(value, bound), served))

    def _served_requests(self) -> Iterator[Request]:
        """Of the pins and of what the blocks have chosen so far."""
        pinned = {assignment.request_id for assignment in self.prepared.pinned}
        yield from (request for request in self.prepared.problem.requests if request.request_id in pinned)
        for result in self.results.values():
            yield from (self.prepared.columns[index].request for index in result.columns)


class _Budget:
    """Divides seconds among blocks by size; what small blocks leave over goes to the larger ones."""

    def __init__(self, seconds: float, blocks: Sequence[Block], workers: int) -> None:
        self._deadline = Deadline(seconds)
        self._workers = workers
        self._left = sum(map(_size, blocks))
        self._lock = Lock()

    def share(self, block: Block) -> float:
        with self._lock:
            left = self._deadline.remaining()
            seconds = max(LEAST_BLOCK, left * self._workers * _size(block) / self._left)
            self._left -= _size(block)
        return min(seconds, left)


def _size(block: Block) -> int:
    return sum(len(row.terms) for row in block.rows) * (10 if block.exact else 1) + 1


def _assignments(prepared: Prepared, pieces: Sequence[Piece], colours: Colours) -> list[Assignment]:
    """One assignment for each column all of whose pieces have units."""
    units: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    stuck = {piece.column for piece in pieces if piece.number not in colours}
    for piece in pieces:
        if piece.column not in stuck:
            units[piece.column][piece.use].extend(colours[piece.number])
    found = []
    for index, of_use in units.items():
        column = prepared.columns[index]
        ordered = tuple(tuple(sorted(of_use[number])) for number in range(len(column.option.uses)))
        found.append(Assignment(column.request.request_id, column.option.option_id, ordered))
    return found


def prices(problem: AllocationProblem, limits: Limits) -> tuple[Price, ...]:
    """The LP's dual prices of the weight served, for every block that the time allows."""
    deadline = Deadline(limits.seconds)
    prepared = prepare(problem)
    found: list[Price] = []
    for block in split(prepared):
        if block.rows and deadline.remaining() > 0:
            found.extend(block_prices(prepared, block, deadline.remaining()))
    return summed(found)
