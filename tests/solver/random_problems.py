"""Small random problems of every shape the allocation knows, each named by its seed."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from solver.allocation import AllocationProblem, Assignment, Option, Pool, Request, Unit, Use

GOALS = (
    ("served", "cost", "stability", "packing"),
    ("served", "stability", "cost", "packing"),
    ("served", "cost"),
)
QUOTA_TWIN = 1000
FALLBACKS = 50
LAST = 9


def random_problem(seed: int) -> AllocationProblem:
    """Two to four pools of one to three units and three to seven requests; with quotas where the seed says so."""
    return _Drawn(Random(seed)).problem()


class _Drawn:
    def __init__(self, random: Random) -> None:
        self.random = random
        self.has_quotas = random.random() < 0.3
        count = random.randint(2, 3 if self.has_quotas else 4)
        self.pools = [self._pool(number, random.randint(1, 3)) for number in range(1, count + 1)]
        # The units of a quota are what a group may have at once.
        self.quotas = [Pool(90, tuple(Unit(900 + number) for number in range(random.randint(1, 2))))]

    def problem(self) -> AllocationProblem:
        pools = tuple([*self.pools, *self.quotas] if self.has_quotas else self.pools)
        most = 5 if self.has_quotas else 7
        requests = [self._request(number) for number in range(1, self.random.randint(3, most) + 1)]
        goals = self.random.choice(GOALS)
        self.taken: dict[int, list[tuple[int, int]]] = {
            unit.unit_id: list(unit.busy) for pool in pools for unit in pool.units
        }
        requests = [self._with_a_past(request) for request in requests]
        goals = ("entitled", *goals) if self.has_quotas else goals
        return AllocationProblem(pools, tuple(requests), seed=self.random.randint(0, 9), goals=goals)

    def _pool(self, pool_id: int, size: int) -> Pool:
        return Pool(pool_id, tuple(Unit(pool_id * 10 + number, self._busy()) for number in range(1, size + 1)))

    def _busy(self) -> tuple[tuple[int, int], ...]:
        if self.random.random() < 0.7:
            return ()
        start, end = self._span()
        return ((start, end), (end + 1, end + 2)) if self.random.random() < 0.3 else ((start, end),)

    def _span(self) -> tuple[int, int]:
        start = self.random.randint(0, LAST - 1)
        return start, start + self.random.randint(1, 4)

    def _request(self, request_id: int) -> Request:
        options = [self._option(number) for number in range(self.random.choice([1, 1, 2, 3]))]
        later = [self._later(option, days) for days in (1, 2) for option in options[:2]]
        if self.has_quotas and self.random.random() < 0.7:
            options = [way for option in options for way in self._within_and_beyond(option)]
        weight = self.random.choice([1, 2, 2, 3, 5])
        return Request(request_id, weight, tuple(options), tuple(later))

    def _option(self, number: int) -> Option:
        uses = tuple(self._use() for _ in range(self.random.choice([1, 1, 2])))
        return Option(number, uses, self.random.choice([0, 0, 1, 3]))

    def _use(self) -> Use:
        start, end = self._span()
        pools = self.random.sample([pool.pool_id for pool in self.pools], self.random.choice([1, 1, 2]))
        return Use(tuple(pools), start, end, self.random.choice([1, 1, 1, 2]))

    def _within_and_beyond(self, option: Option) -> list[Option]:
        share = Use((90,), min(use.start for use in option.uses), max(use.end for use in option.uses))
        beyond = replace(option, option_id=option.option_id + QUOTA_TWIN, entitled=False)
        return [replace(option, uses=(*option.uses, share)), beyond]

    def _later(self, option: Option, days: int) -> Option:
        """A day (of six minutes) or two later, and then in other pools."""
        elsewhere = {pool.pool_id: pool.pool_id % len(self.pools) + 1 for pool in self.pools}
        uses = tuple(
            replace(
                use,
                pools=use.pools if days == 1 else tuple(elsewhere[pool_id] for pool_id in use.pools),
                start=use.start + 6 * days,
                end=use.end + 6 * days,
            )
            for use in option.uses
        )
        return Option(FALLBACKS * days + option.option_id, uses, 100 * days + option.cost)

    def _with_a_past(self, request: Request) -> Request:
        """Some are pinned, some must stay served, some were served before and may lose it."""
        fate = self.random.random()
        if fate > 0.4:
            return request
        had = self._free_place(request, keep=fate < 0.2)
        if had is None:
            return request
        if fate < 0.1:
            return replace(request, pinned=had)
        return replace(request, current=had, must=fate < 0.2)

    def _free_place(self, request: Request, *, keep: bool) -> Assignment | None:
        """An option with units beside what is busy and kept; None when luck does not find one."""
        option = self.random.choice(request.options)
        taken = {unit_id: list(spans) for unit_id, spans in self.taken.items()}
        given = []
        for use in option.uses:
            units = [
                unit.unit_id for pool in self.pools + self.quotas if pool.pool_id in use.pools for unit in pool.units
            ]
            free = [
                unit_id
                for unit_id in units
                if all(use.end <= start or end <= use.start for start, end in taken[unit_id])
            ]
            if len(free) < use.quantity:
                return None
            chosen = tuple(sorted(self.random.sample(free, use.quantity)))
            for unit_id in chosen:
                taken[unit_id].append((use.start, use.end))
            given.append(chosen)
        if keep:
            self.taken = taken
        return Assignment(request.request_id, option.option_id, tuple(given))
