"""Units for a plan over pools, and what is solved again where units cannot be given."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence

from solver.allocation.block_search import BlockResult
from solver.allocation.budget import Budget
from solver.allocation.classes import Given, Units
from solver.allocation.colouring import Colouring, Colours, Piece, groups_of, pieces_of
from solver.allocation.exact_search import solve_exact
from solver.allocation.greedy import musts_where_they_stand
from solver.allocation.joining import joined
from solver.allocation.meanwhile import PROGRESS_SECONDS
from solver.allocation.part import Part
from solver.allocation.plan import Progress
from solver.allocation.prepare import Prepared, connected
from solver.allocation.problem import STABILITY, Assignment
from solver.allocation.standing_plan import StandingPlan
from solver.allocation.unit_model import colour_by_model
from solver.deadline import Deadline

# Of its columns a part may have so many to be solved over classes of units.
SMALL_EXACT = 2000
# Possible pairs of use and unit: more are not given to a model, and fewer where there is no colouring yet,
# because the exact form is the better way then.
MOST_LITERALS, MOST_LITERALS_WITHOUT_START = 50_000, 2000
MOST_ROUNDS = 6


class GivingUnits:
    """Colours the chosen uses; parts that cannot be coloured are solved over classes of units, which can."""

    def __init__(
        self, prepared: Prepared, standing: StandingPlan, budget: Budget, progress: Callable[[Progress], None]
    ) -> None:
        self._prepared, self._standing, self._budget, self._progress = prepared, standing, budget, progress
        self.rounds = 0
        self._settled: dict[tuple[tuple[int, int, Units], ...], list[Units]] = {}

    def give(self) -> list[Assignment]:
        """Assignments of the requests all of whose uses have units."""
        while True:
            self.rounds += 1
            placed, stuck = self._coloured()
            if not stuck or self.rounds == MOST_ROUNDS or not self._solve_exactly(stuck, placed):
                return placed

    def _coloured(self) -> tuple[list[Assignment], list[list[Piece]]]:
        """What was given units, and the groups of uses that were not all given some, or not those they had."""
        given: Given = {key: parts for result in self._standing.results for key, parts in result.given.items()}
        pieces = pieces_of(self._prepared, self._standing.chosen(), given)
        groups = groups_of(pieces)
        colouring = Colouring(self._prepared)
        colours: Colours = {}
        stuck: list[list[Piece]] = []
        told = Deadline(PROGRESS_SECONDS)
        for done, group in enumerate(groups, 1):
            found = self._colour(colouring, group)
            colours.update(found)
            if len(found) < len(group) or self._moves(group, found):
                stuck.append(group)
            if not told.remaining() or done == len(groups):
                told = Deadline(PROGRESS_SECONDS)
                self._progress(self._standing.progress("units", done, len(groups)))
        return _assignments(self._prepared, pieces, colours), stuck

    def _colour(self, colouring: Colouring, group: Sequence[Piece]) -> Colours:
        """Units for the group; the same as in the round before where it is the same, and all of it had some."""
        same = tuple((piece.column, piece.use, piece.units) for piece in group)
        units = self._settled.get(same)
        if units is not None:
            found = {piece.number: mine for piece, mine in zip(group, units, strict=True)}
            colouring.take(group, found)
            return found
        found = colouring.colour(group, self._colour_by_model, in_haste=self._budget.is_out_of_time())
        if len(found) == len(group):
            self._settled[same] = [found[piece.number] for piece in group]
        return found

    def _moves(self, group: Sequence[Piece], colours: Colours) -> bool:
        """Whether somebody has other units than before, and it matters."""
        return STABILITY in self._prepared.problem.goals and any(
            piece.current and set(colours[piece.number]) != set(piece.current) for piece in group
        )

    def _colour_by_model(self, group: Sequence[Piece], start: Colours | None) -> Colours | None:
        literals = sum(len(piece.units) for piece in group)
        if self._budget.is_out_of_time() or literals > (
            MOST_LITERALS_WITHOUT_START if start is None else MOST_LITERALS
        ):
            return None
        return colour_by_model(group, start, self._budget.unit_model())

    def _solve_exactly(self, stuck: Sequence[Sequence[Piece]], placed: Sequence[Assignment]) -> bool:
        """Makes the parts of each stuck group one part and solves it over classes; False if none can be."""
        standing = self._standing
        part_of = {index: number for number, part in enumerate(standing.parts) for index in part.columns.tolist()}
        groups = [sorted({part_of[piece.column] for piece in group}) for group in stuck]
        root = connected(range(len(standing.parts)), groups)
        involved: dict[int, list[int]] = defaultdict(list)
        for number in sorted({number for group in groups for number in group}):
            involved[root[number]].append(number)
        stands = {item.request_id: item for item in placed}
        solved = [(numbers, self._made_exact(numbers, stands)) for numbers in involved.values()]
        made = [(numbers, new) for numbers, new in solved if new is not None]
        standing.replace(made)
        return bool(made)

    def _made_exact(self, numbers: Sequence[int], stands: Mapping[int, Assignment]) -> tuple[Part, BlockResult] | None:
        """These parts as one, with the best choice that can be given units; None if that is asking too much."""
        parts = [self._standing.parts[number] for number in numbers]
        results = [self._standing.results[number] for number in numbers]
        is_exact = len(numbers) == 1 and results[0].exact
        if is_exact or sum(len(part.columns) for part in parts) > SMALL_EXACT or self._budget.is_out_of_time():
            return None
        part, before = joined(parts, results)
        return part, solve_exact(self._prepared, part, before, self._start(part, stands), self._budget.exact())

    def _start(self, part: Part, stands: Mapping[int, Assignment]) -> list[Assignment]:
        """What of the part has units; should a must be without, only the musts, as they are now."""
        requests = list({self._prepared.columns[index].request.request_id: None for index in part.columns.tolist()})
        musts = {item.request_id: item for item in musts_where_they_stand(self._prepared.problem)}
        mine = stands if all(name in stands for name in requests if name in musts) else musts
        return [mine[name] for name in requests if name in mine]


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
