"""What it would cost others to serve a refused request all the same."""

from __future__ import annotations

from dataclasses import replace

from solver.allocation.fitting import fit
from solver.allocation.goals import tier_values
from solver.allocation.occupancy import Occupancy, occupancy_of
from solver.allocation.problem import ENTITLED, Assignment, Limits, Option, Request
from solver.allocation.remedy import Displacement
from solver.allocation.search import allocate
from solver.allocation.surroundings import Surroundings


class Displacing:
    """Serves a refused request by force, whoever has to give way but what is pinned, busy or must be served."""

    def __init__(self, surroundings: Surroundings, most: int) -> None:
        self.surroundings, self.most = surroundings, most
        self.kept = occupancy_of(surroundings.problem, _kept(surroundings))

    def solved(self, request: Request, forced: Request, seconds: float) -> Displacement | None:
        """None where it was not found out, or where the others would lose less than the request brings."""
        touched = self.surroundings.touched([use for option in request.options for use in option.uses], self.most)
        if not touched.whole:
            return None
        given = [self.surroundings.given[name] for name in touched.requests if name in self.surroundings.given]
        others = (other for other in self.surroundings.movable(touched) if other.request_id != request.request_id)
        part = self.surroundings.part((*others, forced))
        goal = part.goals[0]
        best = next(tier.bound for tier in allocate(part, Limits(seconds=seconds)).tiers if tier.name == goal)
        left = best - (0 if goal == ENTITLED else request.weight)
        return right(request, goal, tier_values(part, given)[goal] - left)

    def forced(self, request: Request) -> Request | None:
        """The request as one that must be served, by options that count for nobody's quota; None if none can be."""
        options = tuple(replace(option, entitled=False) for option in request.options)
        for option in options:
            start = _anyhow(request, option, self.kept)
            if start is not None:
                return replace(request, options=options, current=start, must=True)
        return None


def right(request: Request, goal: str, weight: int) -> Displacement | None:
    """The displacement, where it shows that it is right to refuse the request."""
    counts = goal != ENTITLED or any(option.entitled for option in request.options)
    own = request.weight if counts else 0
    return Displacement(request.request_id, weight, own) if weight >= max(own, 1) else None


def _anyhow(request: Request, option: Option, kept: Occupancy) -> Assignment | None:
    units = fit(option, kept)
    return Assignment(request.request_id, option.option_id, units) if units is not None else None


def _kept(surroundings: Surroundings) -> list[Assignment]:
    """What no wish can move: pins, and whoever must be served where the plan has them."""
    firm = [request for request in surroundings.problem.requests if request.pinned is not None or request.must]
    return [surroundings.given[request.request_id] for request in firm]
