"""Tiny shift problems at random, and their best plans found by trying everything."""

from __future__ import annotations

from itertools import product

from hypothesis import strategies as st

from solver.shifts import (
    OFF,
    PENALTY,
    SHORTAGE,
    Cover,
    Period,
    Person,
    Row,
    Rules,
    Shift,
    ShiftProblem,
    Weights,
    Wish,
    goal_values,
)
from solver.shifts.check import breaches

EARLY = Shift(1, 465, 450, 975, ((660, 720), (720, 780)))
NORMAL = Shift(2, 465, 510, 1035, ((720, 780), (660, 720)))
DAY, NIGHT = Shift(1, 480, 510, 1035), Shift(2, 600, 990, 1560, forbidden_next=(1,))


@st.composite
def staggered(draw: st.DrawFn) -> ShiftProblem:
    """Two people on three working days, with wishes, cover by the hour, a cap and a published plan."""
    days, count = 3, 2
    present = st.sampled_from(((1, 2), (1, 2), (2,), (OFF,)))
    people = tuple(
        Person(
            number,
            tuple(draw(present) for _ in range(days)),
            published=draw(st.sampled_from(((), (2, 2, 2), (1, OFF, 2)))),
            burden=draw(st.integers(0, 3)),
        )
        for number in range(1, count + 1)
    )
    spans = ((510, 1035), (660, 780), (450, 510), (960, 1035))
    covers = tuple(
        Cover(
            number,
            draw(st.integers(0, days - 1)),
            least=draw(st.integers(0, 2)),
            preferred=draw(st.integers(0, 3)),
            under=draw(st.integers(0, 3)),
            span=draw(st.sampled_from(spans)),
            people=draw(st.sampled_from(((), (1,), (1, 2)))),
        )
        for number in range(draw(st.integers(1, 3)))
    )
    cap = Cover(99, draw(st.integers(0, days - 1)), most=1, shifts=(1,))
    return ShiftProblem(
        days=(2, 3, 4),
        shifts=(EARLY, NORMAL),
        people=people,
        wishes=draw(wishes(count, days, (1, 2))),
        covers=(*covers, cap),
        periods=draw(st.sampled_from(((), (Period((0, 1, 2), weight=2),), (Period((0, 1, 2), most=1),)))),
        weights=Weights(
            changed_cell=draw(st.integers(0, 1)),
            changed_person=draw(st.integers(0, 2)),
            worst_off=draw(st.integers(0, 2)),
            moved_break=draw(st.integers(0, 1)),
        ),
        slot=15,
    )


@st.composite
def rosters(draw: st.DrawFn) -> ShiftProblem:
    """Two people over five days with day and night shifts, runs, minutes, weekends and soft cover."""
    days = 5
    first = draw(st.integers(0, 6))
    people = tuple(_person(draw, number, days) for number in (1, 2))
    covers = tuple(
        Cover(
            number,
            draw(st.integers(0, days - 1)),
            least=draw(st.integers(0, 1)),
            preferred=draw(st.integers(0, 2)),
            under=draw(st.integers(0, 9)),
            over=draw(st.integers(0, 2)),
            shifts=(draw(st.integers(1, 2)),),
        )
        for number in range(draw(st.integers(1, 5)))
    )
    return ShiftProblem(
        days=tuple(range(first, first + days)),
        shifts=(DAY, NIGHT),
        people=people,
        wishes=draw(wishes(2, days, (OFF, 1, 2))),
        covers=covers,
    )


def _person(draw: st.DrawFn, number: int, days: int) -> Person:
    choices = st.sampled_from(((OFF, 1, 2), (OFF, 1, 2), (OFF, 1), (OFF,), (1, 2)))
    least_run, least_off = draw(st.integers(1, 2)), draw(st.integers(1, 3))
    return Person(
        number,
        tuple(draw(choices) for _ in range(days)),
        Rules(
            least_minutes=draw(st.sampled_from((0, 480, 960, 1080))),
            most_minutes=draw(st.sampled_from((None, 1080, 2160, 2880))),
            most_of=draw(st.sampled_from(((), ((2, 1),), ((1, 2), (2, 0))))),
            least_run=least_run,
            most_run=draw(st.sampled_from((None, 2, 3))),
            least_off_run=least_off,
            most_off_run=draw(st.sampled_from((None, 3, 4))),
            most_weekends=draw(st.sampled_from((None, 0, 1))),
            rest=draw(st.sampled_from((0, 660))),
        ),
    )


def wishes(people: int, days: int, choices: tuple[int, ...]) -> st.SearchStrategy[tuple[Wish, ...]]:
    wish = st.builds(
        Wish,
        st.integers(1, people),
        st.integers(0, days - 1),
        st.sampled_from(choices).map(lambda choice: (choice,)),
        st.integers(1, 5),
        st.booleans(),
    )
    return st.lists(wish, max_size=5).map(tuple)


def best_values(problem: ShiftProblem) -> tuple[int, int] | None:
    """The least shortage and with it the least penalty over all plans; None when somebody has no row."""
    lengths = {shift.shift_id: max(1, len(shift.breaks)) for shift in problem.shifts} | {OFF: 1}
    options: list[list[Row]] = []
    for person in problem.people:
        rows = (
            Row(person.person_id, choices, breaks)
            for choices in product(*person.choices)
            for breaks in product(*(range(lengths[choice]) for choice in choices))
        )
        options.append([row for row in rows if not any(breaches(problem, [row]))])
    values = (goal_values(problem, rows) for rows in product(*options))
    return min(((value[SHORTAGE], value[PENALTY]) for value in values), default=None)
