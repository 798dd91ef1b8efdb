"""Files read into the office's memory: previewed, taken or put away."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, delete, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.idempotency import GivenIdempotent
from api.rest.local_time import in_tokyo
from api.writing import write
from scheduler.db.transaction import Transaction
from scheduler.domain.actor import Role
from scheduler.domain.reason import Reason
from scheduler.errors import Refused
from scheduler.imports import operations as import_operations
from scheduler.imports import queries as imports
from scheduler.imports.queries import ImportView

KEEPERS = {"access": (Role.FACILITIES, Role.ADMIN)}


@dataclass(frozen=True, slots=True)
class Taking:
    """The job that takes an import; watch it."""

    job_id: str


@post("/imports", opt=KEEPERS, tags=["Imports"], summary="Preview files")
async def preview(
    request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor, now: GivenNow
) -> Response[ImportView]:
    """multipart/form-data with `files` and `mode` (strict or partial). Sent again, it takes nothing either."""
    form = await request.form()
    chosen = [item for item in form.getall("files", []) if isinstance(item, UploadFile)]
    files = {item.filename: await item.read() for item in chosen}
    if any(len(data) > import_operations.LARGEST_FILE for data in files.values()):
        raise Refused(Reason("file-too-large"))

    def work(tx: Transaction) -> ImportView:
        mode = str(form.get("mode", "strict"))
        run_id = import_operations.preview(tx, files, mode=mode, actor=actor, now=now)
        return in_tokyo(imports.one(tx, run_id, actor=actor))

    view = await sync_to_thread(write, services, work)
    return Response(view, headers={"Location": f"/api/v1/imports/{view.run_id}"})


@get("/imports", opt=KEEPERS, tags=["Imports"], summary="The latest imports", sync_to_thread=True)
def list_imports(services: GivenServices, actor: GivenActor) -> list[ImportView]:
    """With what was found in their files."""
    with services.database.read() as tx:
        return in_tokyo(list(imports.runs(tx, actor=actor)))


@get("/imports/{run_id:int}", opt=KEEPERS, tags=["Imports"], summary="One import with its report", sync_to_thread=True)
def one_import(services: GivenServices, actor: GivenActor, run_id: FromPath[int]) -> ImportView:
    """File by file and row by row."""
    with services.database.read() as tx:
        return in_tokyo(imports.one(tx, run_id, actor=actor))


@post(
    "/imports/{run_id:int}/apply",
    opt=KEEPERS,
    tags=["Imports"],
    summary="Take an import",
    status_code=202,
    sync_to_thread=True,
)
def apply_import(
    services: GivenServices, actor: GivenActor, now: GivenNow, run_id: FromPath[int], idempotent: GivenIdempotent
) -> Response[Taking]:
    """A job takes it after this answer (202)."""

    def work(tx: Any) -> Taking:
        return Taking(import_operations.request_apply(tx, run_id, actor=actor, now=now))

    answer = idempotent.run(work, location="/api/v1/jobs/{job_id}")
    if services.jobs is not None:
        services.jobs.nudge()
    return answer


@delete("/imports/{run_id:int}", opt=KEEPERS, tags=["Imports"], summary="Put an import away", sync_to_thread=True)
def discard_import(services: GivenServices, actor: GivenActor, now: GivenNow, run_id: FromPath[int]) -> None:
    """Its report is kept."""
    write(services, lambda tx: import_operations.discard(tx, run_id, actor=actor, now=now))


ROUTES = (preview, list_imports, one_import, apply_import, discard_import)
