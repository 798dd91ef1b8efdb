"""Good routes by the routing library's local search."""

from __future__ import annotations

from collections.abc import Sequence

from ortools.constraint_solver import pywrapcp, routing_enums_pb2

from solver.transfers.routes.problem import RouteProblem

# Vans beyond those that the units to take away or to bring would fill.
SPARE = 3


def search_routes(
    problem: RouteProblem, seconds: float, first: Sequence[Sequence[int]] = ()
) -> tuple[tuple[int, ...], ...]:
    """The best routes found in the time, from `first` on if given; () when none were found."""
    stops = len(problem.demand)
    taken = sum(max(units, 0) for units in problem.demand)
    brought = sum(max(-units, 0) for units in problem.demand)
    vans = min(stops - 1, max(taken, brought) // problem.capacity + SPARE)
    manager = pywrapcp.RoutingIndexManager(stops, max(vans, len(first)), 0)
    routing = pywrapcp.RoutingModel(manager)
    lengths = [list(row) for row in problem.distance]
    for stop in range(stops):
        lengths[stop][stop] = 0
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(lengths))
    load = routing.RegisterUnaryTransitVector(list(problem.demand))
    routing.AddDimension(load, 0, problem.capacity, False, "load")
    parameters = pywrapcp.DefaultRoutingSearchParameters()
    parameters.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    parameters.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    parameters.time_limit.FromMilliseconds(max(1, round(seconds * 1000)))
    if first:
        routing.CloseModelWithParameters(parameters)
        start = routing.ReadAssignmentFromRoutes([list(route) for route in first], True)
        found = routing.SolveFromAssignmentWithParameters(start, parameters)
    else:
        found = routing.SolveWithParameters(parameters)
    return _routes(manager, routing, found) if found else ()


def _routes(
    manager: pywrapcp.RoutingIndexManager, routing: pywrapcp.RoutingModel, found: pywrapcp.Assignment
) -> tuple[tuple[int, ...], ...]:
    routes = []
    for van in range(routing.vehicles()):
        index, route = found.Value(routing.NextVar(routing.Start(van))), list[int]()
        while not routing.IsEnd(index):
            route.append(manager.IndexToNode(index))
            index = found.Value(routing.NextVar(index))
        if route:
            routes.append(tuple(route))
    return tuple(routes)
