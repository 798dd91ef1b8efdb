"""The answer to a shift problem: a row for each person, and how good it is, in integers."""

from __future__ import annotations

from dataclasses import dataclass

SHORTAGE, PENALTY = "shortage", "penalty"
OPTIMAL, FEASIBLE = "optimal", "feasible"


@dataclass(frozen=True, slots=True)
class Row:
    """A person's days: what is given (a shift id or OFF) and which of the shift's breaks, by its place; 0 for none."""

    person_id: int
    choices: tuple[int, ...]
    breaks: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal's value, recomputed from the rows, and a proven lower bound for it."""

    name: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class ShiftPlan:
    """Rows in the order of the people; goals in order of importance.

    `status`: OPTIMAL when every goal equals its bound; the bound of the penalty holds for plans with this shortage.
    """

    rows: tuple[Row, ...]
    goals: tuple[Goal, ...]
    status: str
    seconds: float

    def goal(self, name: str) -> Goal:
        """The goal of that name."""
        return next(goal for goal in self.goals if goal.name == name)

    @property
    def gap(self) -> float:
        """Distance of the penalty from its bound, relative to the penalty; 0 when both are equal."""
        goal = self.goal(PENALTY)
        return (goal.value - goal.bound) / goal.value if goal.value else 0.0


class NoPlan(Exception):
    """No row keeps the rules of these people: their choices, pins and own rules contradict each other."""

    def __init__(self, people: tuple[int, ...]) -> None:
        super().__init__(f"no row keeps the rules of people {', '.join(map(str, people))}")
        self.people = people
