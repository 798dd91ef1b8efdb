"""The drawn state machines are the ones in the code, and nothing happens that is not drawn."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

from scheduler.domain.states import MACHINES, advance
from scheduler.errors import IllegalTransition

PAGE = Path(__file__).parents[2] / "docs" / "states.md"
ARROW = re.compile(r"^    (\w+) --> (\w+): (\w+)$", re.MULTILINE)


def drawn() -> list[dict[tuple[str, str], str]]:
    diagrams = PAGE.read_text(encoding="utf-8").split("```mermaid")[1:]
    return [{(start, event): end for start, end, event in ARROW.findall(diagram)} for diagram in diagrams]


def test_every_machine_is_drawn_as_it_is() -> None:
    in_code = [{(str(state), event): str(end) for (state, event), end in m.items()} for m in MACHINES.values()]

    assert drawn() == in_code


@pytest.mark.parametrize("noun", MACHINES)
def test_what_is_not_listed_cannot_happen(noun: str) -> None:
    machine = MACHINES[noun]
    states = {state for state, _ in machine} | set(machine.values())
    events = {event for _, event in machine}

    for state, event in product(states, events):
        if (state, event) in machine:
            assert advance(noun, machine, state, event) is machine[state, event]
        else:
            with pytest.raises(IllegalTransition):
                advance(noun, machine, state, event)
