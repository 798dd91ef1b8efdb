"""Equipment between offices: stock against target, orders, packing, receiving, offices that come first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import msgspec
from litestar import Response, delete, get, post, put
from litestar.params import FromPath, JSONBody, QueryParameter

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.bodies import Body, Code, Moment
from api.rest.local_time import in_tokyo
from api.rest.preconditions import Versioned, etag
from api.writing import write
from scheduler.domain.actor import Role
from scheduler.loans.rules import Condition
from scheduler.transfers import operations, priority, queries, receiving, sending
from scheduler.transfers.balance import StockLine, stock_lines
from scheduler.transfers.queries import Transfer, TransferDetail

DESK = {"access": (Role.COUNTER_STAFF, Role.FACILITIES, Role.ADMIN)}
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
TAGS = ["Transfers"]
Number = Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
Office = Annotated[str | None, QueryParameter(max_length=20)]


class TransferIn(Body, kw_only=True):
    """Units of one kind at one office. `due_at` is for what goes without the courier."""

    asset_numbers: Annotated[list[Number], msgspec.Meta(min_length=1, max_length=200)]
    to_office_id: Code
    leaves_on: date
    carrier: Literal["courier", "own"] = "courier"
    due_at: Moment | None = None
    note_ja: Annotated[str, msgspec.Meta(max_length=500)] = ""


class PackIn(Body):
    """The number on the unit, or none: what is not packed yet stays."""

    asset_number: Number | None = None


class ReceiveIn(Body, kw_only=True):
    """The number on the unit, or none: what was not received yet did not arrive."""

    asset_number: Number | None = None
    condition: Condition = Condition.GOOD
    note: Annotated[str, msgspec.Meta(max_length=500)] = ""


class PriorityIn(Body):
    reason_ja: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class TransferMade:
    """`due_at`: from then on the units can be booked where they go."""

    transfer_id: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class PackingDone:
    """`left` are still to be packed; `left_out` stay."""

    left: int
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ReceiptDone:
    """`left` are still to come; `missing` did not; `affected`: bookings that a unit cannot serve as it is."""

    outcome: str
    left: int
    missing: tuple[str, ...]
    affected: int


@get("/stock/balance", opt=DESK, tags=TAGS, summary="Stock against target", sync_to_thread=True)
def balance(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    office_id: Office = None,
    kind: Annotated[str | None, QueryParameter(max_length=20)] = None,
) -> list[StockLine]:
    """For each office and kind: what is there, to come and to go, the reserve and the room."""
    with services.database.read() as tx:
        return list(stock_lines(tx, actor=actor, now=now, office_id=office_id, kind=kind))


@get("/transfers", opt=DESK, tags=TAGS, summary="Transfers under way", sync_to_thread=True)
def list_transfers(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    office_id: Office = None,
    ended: Annotated[bool, QueryParameter()] = False,
) -> list[Transfer]:
    """Offices that come first lead, then by planned arrival; with `ended` those that are over as well."""
    with services.database.read() as tx:
        found = queries.running(tx, actor=actor, now=now, office_id=office_id, with_ended=ended)
    return in_tokyo(list(found))


@post("/transfers", opt=KEEPERS, tags=TAGS, summary="Order a transfer", sync_to_thread=True)
def order(
    data: JSONBody[TransferIn], actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent
) -> Response[TransferMade]:
    """The units cannot be booked until they are due, and belong to the other office from then on."""

    def work(tx: Any) -> TransferMade:
        made = operations.order(
            tx,
            actor=actor,
            now=now,
            asset_numbers=data.asset_numbers,
            to_office_id=data.to_office_id,
            leaves_on=data.leaves_on,
            carrier=data.carrier,
            due_at=data.due_at,
            note_ja=data.note_ja,
        )
        return in_tokyo(TransferMade(made.transfer_id, made.due_at))

    return idempotent.run(work, location="/api/v1/transfers/{transfer_id}")


@get("/transfers/{transfer_id:int}", opt=DESK, tags=TAGS, summary="One transfer", sync_to_thread=True)
def one_transfer(
    services: GivenServices, actor: GivenActor, now: GivenNow, transfer_id: FromPath[int]
) -> Response[TransferDetail]:
    """With every unit that was ever part of it, and what became of it."""
    with services.database.read() as tx:
        detail = queries.one(tx, transfer_id, actor=actor, now=now)
    return Response(in_tokyo(detail), headers=etag(detail.transfer.version))


@post(
    "/transfers/{transfer_id:int}/pack", opt=DESK, tags=TAGS, summary="Pack a unit", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def pack(
    data: JSONBody[PackIn], actor: GivenActor, now: GivenNow, transfer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[PackingDone]:
    """By the number on it; with the last one everything is packed."""

    def work(tx: Any) -> PackingDone:
        if data.asset_number is None:
            return PackingDone(0, sending.leave_the_rest(tx, transfer_id, actor=actor, now=now))
        return PackingDone(sending.pack_unit(tx, transfer_id, data.asset_number, actor=actor, now=now).left, ())

    return idempotent.run(work)


@post(
    "/transfers/{transfer_id:int}/dispatch", opt=DESK, tags=TAGS, summary="It has left", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def dispatch(
    actor: GivenActor, now: GivenNow, transfer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """Once everything is packed."""
    return idempotent.run(lambda tx: Versioned(sending.dispatch(tx, transfer_id, actor=actor, now=now)))


@post(
    "/transfers/{transfer_id:int}/receive", opt=DESK, tags=TAGS, summary="Receive a unit", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def receive(
    data: JSONBody[ReceiveIn], actor: GivenActor, now: GivenNow, transfer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[ReceiptDone]:
    """By the number on it, one that nobody ordered too; with the last one everything is received."""

    def work(tx: Any) -> ReceiptDone:
        if data.asset_number is None:
            closed = receiving.close_receipt(tx, transfer_id, actor=actor, now=now)
            return ReceiptDone(receiving.MISSING, 0, closed.missing, len(closed.affected))
        arrived = receiving.receive_unit(
            tx,
            data.asset_number,
            transfer_id=transfer_id,
            condition=data.condition,
            note=data.note,
            actor=actor,
            now=now,
        )
        return ReceiptDone(arrived.outcome, arrived.left, (), len(arrived.affected))

    return idempotent.run(work)


@post(
    "/transfers/{transfer_id:int}/cancel", opt=KEEPERS, tags=TAGS, summary="Cancel a transfer", status_code=200,
    sync_to_thread=True,
)  # fmt: skip
def cancel(
    actor: GivenActor, now: GivenNow, transfer_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Versioned]:
    """As long as nothing has left: the units stay where they are."""
    return idempotent.run(lambda tx: Versioned(operations.cancel(tx, transfer_id, actor=actor, now=now)))


@put(
    "/offices/{office_id:str}/priority",
    opt=KEEPERS,
    tags=TAGS,
    summary="Let an office come first",
    status_code=204,
    sync_to_thread=True,
)
def prefer(
    services: GivenServices, actor: GivenActor, now: GivenNow, office_id: FromPath[str], data: JSONBody[PriorityIn]
) -> None:
    """In a disaster: at the top of every list of transfers, until it is ended."""
    write(services, lambda tx: priority.set_priority(tx, office_id, data.reason_ja, actor=actor, now=now))


@delete("/offices/{office_id:str}/priority", opt=KEEPERS, tags=TAGS, summary="End that", sync_to_thread=True)
def end_preference(services: GivenServices, actor: GivenActor, now: GivenNow, office_id: FromPath[str]) -> None:
    """Ending it twice does nothing."""
    write(services, lambda tx: priority.end_priority(tx, office_id, actor=actor, now=now))


ROUTES = (
    balance, list_transfers, order, one_transfer, pack, dispatch, receive, cancel, prefer, end_preference
)  # fmt: skip
