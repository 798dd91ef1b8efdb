"""What the office is made of and when it is open: read only, for it comes from imported files."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from litestar import get
from litestar.params import QueryParameter

from api.dependencies import GivenNow, GivenServices
from api.formatting import to_local
from api.rest.bodies import of_query
from api.rest.local_time import in_tokyo
from scheduler.offices import queries
from scheduler.offices.queries import Department, Meeting, Office

OfficeFilter = Annotated[str | None, QueryParameter(max_length=20, description="Of one office only.")]


@dataclass(frozen=True, slots=True)
class ClosedDay:
    date: date
    name_ja: str


@get("/offices", tags=["Offices"], summary="All offices", sync_to_thread=True)
def list_offices(services: GivenServices) -> list[Office]:
    """The head office and its branches first."""
    with services.database.read() as tx:
        return list(queries.offices(tx))


@get("/departments", tags=["Offices"], summary="All sections", sync_to_thread=True)
def list_departments(services: GivenServices, office_id: OfficeFilter = None) -> list[Department]:
    """With their bureau and office."""
    with services.database.read() as tx:
        return list(queries.departments(tx, office_id=office_id))


@get("/closed-days", tags=["Offices"], summary="Days on which the offices are closed", sync_to_thread=True)
def list_closed_days(services: GivenServices) -> list[ClosedDay]:
    """National holidays and the year's end, as far as they are known; weekends are not listed."""
    with services.database.read() as tx:
        days = queries.closed_days(tx)
    return [ClosedDay(day, days.name_on(day) or "") for day in sorted(days.dates)]


@get("/meetings", tags=["Offices"], summary="Meetings of a day", sync_to_thread=True)
def list_meetings(
    services: GivenServices,
    now: GivenNow,
    day: Annotated[date | None, QueryParameter(description="Today, when left out.")] = None,
    office_id: OfficeFilter = None,
) -> list[Meeting]:
    """Those that end on that day: who comes from another office may want a seat afterwards."""
    on = to_local(now).date() if day is None else of_query(day, "day")
    with services.database.read() as tx:
        return in_tokyo(list(queries.meetings_on(tx, on, office_id=office_id)))


ROUTES = (list_offices, list_departments, list_closed_days, list_meetings)
