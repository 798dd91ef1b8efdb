"""The units of one group of pieces as a CP-SAT model: used where greedy colouring fails."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from ortools.sat.python import cp_model

from solver.allocation.colouring import Colours, Piece

# About as many seconds.
MOST_OPERATIONS = 5.0

Literals = dict[tuple[int, int], cp_model.IntVar]


def colour_by_model(group: Sequence[Piece], start: Colours | None, seconds: float) -> Colours | None:
    """Units for every piece with the fewest pieces moved off their current units, then the fewest units per series.

    None when there is no colouring or none was found in the time.  `start` is a colouring to begin from.
    """
    model = cp_model.CpModel()
    taken: Literals = {(piece.number, unit): model.new_bool_var("") for piece in group for unit in piece.units}
    pieces = {piece.number: piece for piece in group}
    for piece in group:
        model.add(sum(taken[piece.number, unit] for unit in piece.units) == piece.quantity)
    for unit, numbers in _pieces_by_unit(group).items():
        for overlap in overlaps([pieces[number] for number in numbers]):
            model.add_at_most_one(taken[number, unit] for number in overlap)
    _aim(model, taken, group)
    if start is not None:
        for (number, unit), literal in taken.items():
            model.add_hint(literal, unit in start[number])
    solver = _solver(seconds)
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return {
        piece.number: tuple(unit for unit in piece.units if solver.boolean_value(taken[piece.number, unit]))
        for piece in group
    }


def _solver(seconds: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.max_time_in_seconds = seconds
    # Counted in operations: ends at the same point on every machine.
    solver.parameters.max_deterministic_time = MOST_OPERATIONS
    solver.parameters.num_workers = 1
    # Interval assignment without an LP: measured ten times faster than the default search.
    solver.parameters.subsolvers.append("quick_restart_no_lp")
    solver.parameters.random_seed = 0
    # Outside the main thread OR-Tools' own handler aborts the process at Ctrl-C.
    solver.parameters.catch_sigint_signal = False
    return solver


def _aim(model: cp_model.CpModel, taken: Literals, group: Sequence[Piece]) -> None:
    """Minimises changes first; a series' spare units count one each, together less than one change."""
    spare = []
    ordered = sorted((piece for piece in group if piece.series), key=lambda piece: piece.series or (0, ()))
    for _, members in groupby(ordered, key=lambda piece: piece.series):
        literals: dict[int, list[cp_model.IntVar]] = defaultdict(list)
        for piece in members:
            for unit in piece.units:
                literals[unit].append(taken[piece.number, unit])
        for of_unit in literals.values():
            used = model.new_bool_var("")
            model.add_max_equality(used, of_unit)
            spare.append(used)
    changes = []
    for piece in group:
        if piece.current:
            changed = model.new_bool_var("")
            model.add_bool_and([taken[piece.number, unit] for unit in piece.current]).only_enforce_if(~changed)
            changes.append(changed)
    if changes or spare:
        model.minimize((len(spare) + 1) * sum(changes) + sum(spare))


def _pieces_by_unit(group: Sequence[Piece]) -> Mapping[int, list[int]]:
    numbers: dict[int, list[int]] = defaultdict(list)
    for piece in group:
        for unit in piece.units:
            numbers[unit].append(piece.number)
    return numbers


def overlaps(pieces: Sequence[Piece]) -> Iterator[frozenset[int]]:
    """Every maximal set (of two or more) of pieces that share an instant, as numbers."""
    events = sorted(
        [(piece.start, 1, piece.number) for piece in pieces] + [(piece.end, 0, piece.number) for piece in pieces]
    )
    active: set[int] = set()
    grown = False
    for _, starts, number in events:
        if starts:
            active.add(number)
            grown = True
            continue
        if grown and len(active) > 1:
            yield frozenset(active)
        grown = False
        active.discard(number)
