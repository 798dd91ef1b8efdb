"""Small transfer problems at random, and every plan of the smallest counted out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from random import Random

from solver.transfers import Holding, Kind, Move, Run, Scenario, TransferProblem
from solver.transfers.check import feasible
from solver.transfers.counting import value


def at_random(
    seed: int, *, offices: int = 3, weeks: int = 3, scenarios: int = 1, here_and_now: int = 3
) -> TransferProblem:
    random = Random(seed)
    kinds = (Kind(1, 2000, weight=3), Kind(2, 1500, weight=2, places=2))
    holdings = tuple(
        Holding(
            office,
            kind.kind_id,
            random.randint(0, 3),
            safety=random.randint(0, 1),
            storage=random.randint(1, 4),
            arrivals=((random.randrange(weeks), 1),) if random.random() < 0.3 else (),
            committed=tuple(random.randint(0, 1) for _ in range(weeks)) if random.random() < 0.3 else (),
        )
        for office in range(offices)
        for kind in kinds
    )
    pairs = [(origin, there) for origin in range(offices) for there in range(offices) if origin != there]
    runs = tuple(
        Run(
            number,
            *pair,
            random.randrange(5),
            random.randint(0, 4),
            random.randint(1, 4),
            cost_each=random.randint(0, 1),
        )
        for number, pair in enumerate(random.sample(pairs, min(4, len(pairs))))
    )
    ways = tuple(
        Scenario(tuple(tuple(random.randint(0, 8) for _ in range(weeks)) for _ in holdings), random.randint(1, 2))
        for _ in range(scenarios)
    )
    return TransferProblem(weeks, kinds, holdings, runs, ways, here_and_now)


def tiny(seed: int, *, run_cost: int = 0, scenarios: int = 1, here_and_now: int = 2) -> TransferProblem:
    """Two offices and one kind over two weeks: few enough plans to count them all."""
    random = Random(seed)
    holdings = (Holding(0, 1, 2), Holding(1, 1, random.randint(0, 1)))
    runs = (Run(0, 0, 1, 1, 1, 2, run_cost, 1), Run(1, 1, 0, 3, random.choice((1, 3)), 1, run_cost))
    ways = tuple(
        Scenario(tuple(tuple(random.randint(0, 7) for _ in range(2)) for _ in holdings)) for _ in range(scenarios)
    )
    return TransferProblem(2, (Kind(1, 2000, weight=4),), holdings, runs, ways, here_and_now)


def every_value(problem: TransferProblem) -> Iterator[int]:
    """The value of every plan of a problem of one branch."""
    journeys = [(week, run.run_id, run.capacity) for run in problem.runs for week in range(problem.weeks)]
    for amounts in product(*(range(capacity + 1) for _, _, capacity in journeys)):
        sent = zip(journeys, amounts, strict=True)
        moves = [Move(week, run_id, 1, units) for (week, run_id, _), units in sent if units]
        if feasible(problem, moves, [()]):
            yield value(problem, moves, [()])
