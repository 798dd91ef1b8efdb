"""What to buy: the cheapest purchase for a level of service, and the service to be had for a budget.

Every kind is a flow with some units more; what the n-th unit saves falls with n, so a kind's curve is found unit by
unit, and the curves of the kinds are joined, the dearer and no better left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from solver.deadline import Deadline
from solver.transfers.counting import Units, outcome
from solver.transfers.network import Network, NoFlow
from solver.transfers.plan import Move
from solver.transfers.problem import Holding, Kind, TransferProblem
from solver.transfers.purchase_choice import Offer, Purchase

# Points of the joined curve kept, evenly over the budgets, when there are more.
POINTS = 400


def purchase_curve(problem: TransferProblem, offers: Sequence[Offer], seconds: float) -> tuple[Purchase, ...]:
    """Purchases from none at all upwards, each the best for its cost; moves are decided now for all scenarios."""
    deadline = Deadline(seconds)
    prices = {offer.kind_id: offer for offer in offers}
    curve = [Purchase(0, 0, 0, ())]
    for done, kind in enumerate(problem.kinds):
        share = Deadline(deadline.remaining() / (len(problem.kinds) - done))
        offer = prices.get(kind.kind_id, Offer(kind.kind_id, 0, 0))
        own = tuple(_of_kind(problem, kind, offer, share))
        curve = list(_front(_together(one, other) for one in curve for other in own))
        if len(curve) > POINTS:
            kept = np.unique(np.linspace(0, len(curve) - 1, POINTS).round().astype(int))
            curve = [curve[place] for place in kept]
    return tuple(curve)


def _of_kind(problem: TransferProblem, kind: Kind, offer: Offer, deadline: Deadline) -> Iterator[Purchase]:
    """One purchase for each number of units, until no room is left, nothing is refused or the time is over."""
    network = Network(problem, kind)
    every = range(len(problem.scenarios))
    pieces, price = network.pricing.pieces(every), network.price(every) + problem.weight * network.run_share
    for more in range(offer.most + 1):
        try:
            flow = network.solve(pieces, price, network.capacity, more=more)
        except NoFlow:
            return
        purchase = _counted(problem, network, offer, flow.units, flow.bought)
        yield purchase
        if not purchase.refused or deadline.remaining() == 0:
            return


def _counted(problem: TransferProblem, network: Network, offer: Offer, sent: Units, bought: Units) -> Purchase:
    kind = network.kind
    own = _with_units(problem, kind, bought)
    moves = [Move(week, run, kind.kind_id, units) for week, run, units in network.sent(sent, network.week >= 0)]
    found = outcome(own, moves, ((),) * len(own.branches))
    added = zip(own.holdings, bought.tolist(), strict=True)
    where = tuple((holding.office_id, kind.kind_id, units) for holding, units in added if units)
    return Purchase(
        offer.price * int(bought.sum()),
        int(found.refused.sum()) // problem.weight,
        int(found.asked.sum()) // problem.weight,
        where,
    )


def _with_units(problem: TransferProblem, kind: Kind, bought: Units) -> TransferProblem:
    """The problem of that kind alone with the units bought."""
    rows = [row for row, holding in enumerate(problem.holdings) if holding.kind_id == kind.kind_id]
    holdings = tuple(_more(problem.holdings[row], units) for row, units in zip(rows, bought.tolist(), strict=True))
    return _alone(problem, kind, rows, holdings)


def _more(holding: Holding, units: int) -> Holding:
    return replace(holding, usable=holding.usable + units)


def _alone(problem: TransferProblem, kind: Kind, rows: Sequence[int], holdings: tuple[Holding, ...]) -> TransferProblem:
    """The problem with only these rows, which are the kind's."""
    offices = {holding.office_id for holding in holdings}
    runs = tuple(run for run in problem.runs if {run.origin, run.destination} <= offices)
    scenarios = tuple(
        replace(scenario, demand=tuple(scenario.demand[row] for row in rows)) for scenario in problem.scenarios
    )
    return replace(problem, kinds=(kind,), holdings=holdings, runs=runs, scenarios=scenarios)


def _together(one: Purchase, other: Purchase) -> Purchase:
    return Purchase(
        one.cost + other.cost, one.refused + other.refused, one.asked + other.asked, one.bought + other.bought
    )


def _front(purchases: Iterator[Purchase]) -> Iterator[Purchase]:
    """Those that no cheaper one equals, by cost."""
    least: int | None = None
    for purchase in sorted(purchases, key=lambda each: (each.cost, each.refused)):
        if least is None or purchase.refused < least:
            least = purchase.refused
            yield purchase
