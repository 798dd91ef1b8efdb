"""Files into the office: choose, look at what would happen, then take or leave it."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.language import translator_of
from api.pages.jobs import progress_text
from api.pages.rendering import Note, page, see_other
from api.wiring import Services
from scheduler.db.transaction import retrying
from scheduler.domain.actor import Actor, Role
from scheduler.errors import NotFound
from scheduler.imports import operations, queries
from scheduler.jobs import queries as jobs

AnyRequest = Request[Any, Any, Any]
KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}
MOST_SHOWN = 100


@get("/import", opt={"nav": ("nav-import", 80), **KEEPERS}, include_in_schema=False, sync_to_thread=True)
def imports(request: AnyRequest, services: GivenServices, actor: GivenActor) -> Response[str]:
    with services.database.read() as tx:
        runs = queries.runs(tx, actor=actor)
    return page(request, "imports/list.html", runs=runs)


@post("/import", opt=KEEPERS, include_in_schema=False)
async def upload(request: AnyRequest, services: GivenServices, actor: GivenActor, now: GivenNow) -> Response[Any]:
    """Read the files and show what they hold; nothing is taken yet."""
    form = await request.form()
    chosen = [item for item in form.getall("files", []) if isinstance(item, UploadFile) and item.filename]
    files = {item.filename: await item.read() for item in chosen}
    if not files or any(len(data) > operations.LARGEST_FILE for data in files.values()):
        return see_other("/import", note=Note("warning", "imports-files_needed"))
    mode = "partial" if form.get("mode") == "partial" else "strict"
    run_id = await _in_thread(services, files, mode, actor, now)
    return see_other(f"/import/{run_id}")


async def _in_thread(services: Services, files: dict[str, bytes], mode: str, actor: Actor, now: GivenNow) -> int:
    def work() -> int:
        with services.database.write() as tx:
            return operations.preview(tx, files, mode=mode, actor=actor, now=now)

    return await sync_to_thread(retrying, work)


@get("/import/{run_id:int}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def show(request: AnyRequest, services: GivenServices, actor: GivenActor, run_id: FromPath[int]) -> Response[str]:
    with services.database.read() as tx:
        run = queries.one(tx, run_id, actor=actor)
        job = jobs.get(tx, actor, run.job_id) if run.job_id and run.state == "previewed" else None
    is_working = job is not None and not job.is_over
    failed = job.reasons if job is not None and job.is_over else ()
    return page(
        request,
        "imports/one.html",
        run=run,
        job=job if is_working else None,
        failed=failed,
        progress_text=progress_text(translator_of(request), job) if job else "",
        most=MOST_SHOWN,
    )


@post("/import/{run_id:int}/{event:str}", opt=KEEPERS, include_in_schema=False, sync_to_thread=True)
def decide(
    services: GivenServices, actor: GivenActor, now: GivenNow, run_id: FromPath[int], event: FromPath[str]
) -> Response[Any]:
    """Take it (a job does, so that a restart in the middle loses nothing), or put it away."""
    with services.database.write() as tx:
        match event:
            case "apply":
                operations.request_apply(tx, run_id, actor=actor, now=now)
            case "discard":
                operations.discard(tx, run_id, actor=actor, now=now)
            case _:
                raise NotFound("page", event)
    if services.jobs is not None:
        services.jobs.nudge()
    return see_other(f"/import/{run_id}")


ROUTES = (imports, upload, show, decide)
