"""Calendars, notices, imports, accounts and the audit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import msgspec
from litestar import Request, Response, delete, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath, JSONBody, QueryParameter

from api.cursors import DEFAULT_LIMIT, CursorParameter, LimitParameter, Page, page_of, read_cursor
from api.dependencies import GivenActor, GivenNow, GivenServices, GivenSignedIn
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from api.rest.wishes import Code
from scheduler.accounts import operations as account_operations
from scheduler.accounts import queries as accounts
from scheduler.accounts.passwords import MAXIMUM_LENGTH
from scheduler.accounts.queries import AccountView
from scheduler.audit.queries import AuditLine, lines
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.feeds import operations as feed_operations
from scheduler.feeds import queries as feeds
from scheduler.feeds.queries import Subscription
from scheduler.imports import operations as import_operations
from scheduler.imports import queries as imports
from scheduler.imports.queries import ImportView
from scheduler.notices import operations as notice_operations
from scheduler.notices import queries as notices
from scheduler.notices.queries import Notice

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}


class FeedIn(msgspec.Struct, forbid_unknown_fields=True):
    """`subject`: the unit's id or the office; one's own calendar needs none."""

    scope: Literal["person", "unit", "office"] = "person"
    subject: Code | None = None
    label: Annotated[str, msgspec.Meta(max_length=60)] = ""
    locale: Literal["ja", "en"] = "ja"


class AccountIn(msgspec.Struct, forbid_unknown_fields=True):
    login: Annotated[str, msgspec.Meta(min_length=1, max_length=40)]
    password: Annotated[str, msgspec.Meta(min_length=12, max_length=MAXIMUM_LENGTH)]
    staff_id: Code | None = None
    roles: list[Role] = []


class AccountChange(msgspec.Struct, forbid_unknown_fields=True):
    """Whatever is to change."""

    roles: list[Role] | None = None
    password: Annotated[str, msgspec.Meta(min_length=12, max_length=MAXIMUM_LENGTH)] | None = None
    is_active: Literal[True] | None = None


@dataclass(frozen=True, slots=True)
class NewFeed:
    """The address is in this answer and nowhere else."""

    feed_id: int
    address: str


@post("/feeds", tags=["Calendars"], summary="Make a calendar address", sync_to_thread=True)
def create_feed(
    services: GivenServices,
    signed_in: GivenSignedIn,
    now: GivenNow,
    data: JSONBody[FeedIn],
) -> NewFeed:
    """Not repeatable by an Idempotency-Key, because its secret may not be stored."""
    with services.database.write() as tx:
        made = feed_operations.create(
            tx,
            account_id=signed_in.account_id,
            scope=data.scope,
            subject=data.subject or signed_in.actor.staff_id or "",
            label=data.label,
            locale=data.locale,
            actor=signed_in.actor,
            now=now,
        )
    return NewFeed(made.feed_id, made.address(services.settings.base_url))


@get("/feeds", tags=["Calendars"], summary="One's own calendar addresses", sync_to_thread=True)
def my_feeds(services: GivenServices, signed_in: GivenSignedIn) -> list[Subscription]:
    """With who fetched each last; never the address itself."""
    with services.database.read() as tx:
        return in_tokyo(list(feeds.of_account(tx, signed_in.account_id)))


@post("/feeds/{feed_id:int}/rotate", tags=["Calendars"], summary="Give a calendar a new address", sync_to_thread=True)
def rotate_feed(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]) -> NewFeed:
    with services.database.write() as tx:
        made = feed_operations.rotate(tx, feed_id, account_id=signed_in.account_id, actor=signed_in.actor, now=now)
    return NewFeed(made.feed_id, made.address(services.settings.base_url))


@delete("/feeds/{feed_id:int}", tags=["Calendars"], summary="Withdraw a calendar address", sync_to_thread=True)
def revoke_feed(services: GivenServices, signed_in: GivenSignedIn, now: GivenNow, feed_id: FromPath[int]) -> None:
    with services.database.write() as tx:
        feed_operations.revoke(tx, feed_id, account_id=signed_in.account_id, actor=signed_in.actor, now=now)


@get("/notices", tags=["Notices"], summary="Unread notices", sync_to_thread=True)
def my_notices(services: GivenServices, actor: GivenActor) -> list[Notice]:
    with services.database.read() as tx:
        return in_tokyo(list(notices.unread(tx, actor.staff_id or "")))


@post("/notices/read", tags=["Notices"], summary="Mark notices as read", sync_to_thread=True)
def read_notices(actor: GivenActor, now: GivenNow, idempotent: GivenIdempotent) -> Response[dict[str, bool]]:
    def work(tx: Any) -> dict[str, bool]:
        notice_operations.mark_read(tx, actor.staff_id or "", now=now)
        return {"read": True}

    return idempotent.run(work, status_code=200)


@post("/imports", opt=KEEPERS, tags=["Imports"], summary="Preview files")
async def preview(
    request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor, now: GivenNow
) -> ImportView:
    """multipart/form-data with `files` and `mode` (strict or partial). Nothing is taken yet."""
    form = await request.form()
    chosen = [item for item in form.getall("files", []) if isinstance(item, UploadFile)]
    files = {item.filename: await item.read() for item in chosen}
    if any(len(data) > import_operations.LARGEST_FILE for data in files.values()):
        raise Refused(Reason("file-too-large"))

    def work() -> ImportView:
        with services.database.write() as tx:
            mode = str(form.get("mode", "strict"))
            run_id = import_operations.preview(tx, files, mode=mode, actor=actor, now=now)
            return in_tokyo(imports.one(tx, run_id, actor=actor))

    return await sync_to_thread(retrying, work)


@get("/imports/{run_id:int}", opt=KEEPERS, tags=["Imports"], summary="One import with its report", sync_to_thread=True)
def one_import(services: GivenServices, actor: GivenActor, run_id: FromPath[int]) -> ImportView:
    with services.database.read() as tx:
        return in_tokyo(imports.one(tx, run_id, actor=actor))


@post("/imports/{run_id:int}/apply", opt=KEEPERS, tags=["Imports"], summary="Take an import", sync_to_thread=True)
def apply_import(
    services: GivenServices, actor: GivenActor, now: GivenNow, run_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[dict[str, str]]:
    """A job takes it after this answer (202)."""

    def work(tx: Any) -> dict[str, str]:
        return {"job_id": import_operations.request_apply(tx, run_id, actor=actor, now=now)}

    answer = idempotent.run(work, status_code=202)
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@delete("/imports/{run_id:int}", opt=KEEPERS, tags=["Imports"], summary="Put an import away", sync_to_thread=True)
def discard_import(services: GivenServices, actor: GivenActor, now: GivenNow, run_id: FromPath[int]) -> None:
    with services.database.write() as tx:
        import_operations.discard(tx, run_id, actor=actor, now=now)


@get("/accounts", opt={"access": Role.ADMIN}, tags=["Accounts"], summary="All accounts", sync_to_thread=True)
def list_accounts(services: GivenServices, actor: GivenActor) -> list[AccountView]:
    with services.database.read() as tx:
        return in_tokyo(list(accounts.accounts(tx, actor=actor)))


@post("/accounts", opt={"access": Role.ADMIN}, tags=["Accounts"], summary="Create an account", sync_to_thread=True)
def create_account(
    services: GivenServices, actor: GivenActor, now: GivenNow, data: JSONBody[AccountIn]
) -> dict[str, int]:
    with services.database.write() as tx:
        account_id = account_operations.create(
            tx,
            actor=actor,
            now=now,
            login=data.login,
            password=data.password,
            staff_id=data.staff_id,
            roles=data.roles,
        )
    return {"account_id": account_id}


@delete(
    "/accounts/{account_id:int}",
    opt={"access": Role.ADMIN},
    tags=["Accounts"],
    summary="Close an account",
    sync_to_thread=True,
)
def close_account(services: GivenServices, actor: GivenActor, now: GivenNow, account_id: FromPath[int]) -> None:
    with services.database.write() as tx:
        account_operations.deactivate(tx, actor=actor, now=now, account_id=account_id)


@get("/imports", opt=KEEPERS, tags=["Imports"], summary="The latest imports", sync_to_thread=True)
def list_imports(services: GivenServices, actor: GivenActor) -> list[ImportView]:
    with services.database.read() as tx:
        return in_tokyo(list(imports.runs(tx, actor=actor)))


@put(
    "/accounts/{account_id:int}",
    opt={"access": Role.ADMIN},
    tags=["Accounts"],
    summary="Change roles or password, open again",
    status_code=204,
    sync_to_thread=True,
)
def change_account(
    services: GivenServices,
    actor: GivenActor,
    now: GivenNow,
    account_id: FromPath[int],
    data: JSONBody[AccountChange],
) -> None:
    """What is left out stays as it is; a new password ends the account's sessions."""
    with services.database.write() as tx:
        if data.roles is not None:
            account_operations.set_roles(tx, actor=actor, now=now, account_id=account_id, roles=data.roles)
        if data.password is not None:
            account_operations.set_password(tx, actor=actor, now=now, account_id=account_id, password=data.password)
        if data.is_active:
            account_operations.activate(tx, actor=actor, now=now, account_id=account_id)


@get("/audit", opt={"access": Role.ADMIN}, tags=["Audit"], summary="Who did what", sync_to_thread=True)
def audit(
    services: GivenServices,
    actor: GivenActor,
    staff_id: Annotated[str | None, QueryParameter(max_length=20)] = None,
    noun: Annotated[str | None, QueryParameter(max_length=30)] = None,
    key: Annotated[str | None, QueryParameter(max_length=60)] = None,
    cursor: CursorParameter = None,
    limit: LimitParameter = DEFAULT_LIMIT,
) -> Page[AuditLine]:
    """Latest first, in pages."""
    after = read_cursor(cursor, tuple[int])
    with services.database.read() as tx:
        found = lines(
            tx,
            actor=actor,
            staff_id=staff_id,
            noun=noun,
            key=key,
            before_id=after[0] if after else None,
            limit=limit + 1,
        )
    return page_of(in_tokyo(list(found)), limit, lambda line: (line.line_id,))


ROUTES = (
    audit, list_imports, change_account,
    create_feed, my_feeds, rotate_feed, revoke_feed, my_notices, read_notices, preview, one_import, apply_import,
    discard_import, list_accounts, create_account, close_account,
)  # fmt: skip
