"""Whatever is sent to the API, it is answered and never falls over."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.app import create_app
from scheduler.domain.actor import Role
from tests.api.doors import Door, RouteCase, routes_of
from tests.api.test_security_routes import _unopened, is_api

pytestmark = pytest.mark.thorough

BODIES = [case for case in routes_of(create_app(_unopened)) if is_api(case) and case.method in {"POST", "PUT", "PATCH"}]
names = st.sampled_from(
    ["kind", "office_id", "starts_at", "ends_at", "use_dates", "legs", "quantity", "wish", "rrule", "seconds", "scope",
     "login", "password", "roles", "unit_id", "loan_id", "asset_number", "first_day", "decision", "status"]
)  # fmt: skip
values = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=30),
    st.sampled_from(
        ["seat", "mobile_pc", "YG-HQ", "2026-07-01T15:00:00+09:00", "2026-07-01", "FREQ=WEEKLY", "S000011"]
    ),
)
bodies = st.dictionaries(
    names,
    st.recursive(values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3)),
    max_size=8,
)


@pytest.mark.parametrize("case", BODIES, ids=str)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(body=bodies)
def test_any_body_is_answered_without_falling_over(door: Door, case: RouteCase, body: dict[str, Any]) -> None:
    caller = door.as_program(Role.ADMIN)

    answer = caller.request(case.method, case.path, json=body, headers={"If-Match": '"0"'})

    assert answer.status_code < 500
