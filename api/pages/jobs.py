"""Long work while somebody watches: how far it is, and calling it off."""

from __future__ import annotations

from typing import Any

from litestar import Request, Response, get, post
from litestar.params import FromPath

from api.dependencies import GivenActor, GivenNow, GivenServices
from api.formatting import join_list
from api.i18n import Translator
from api.language import translator_of
from api.pages.forms import GivenForm
from api.pages.rendering import Note, see_other
from scheduler.jobs import operations, queries
from scheduler.jobs.queries import JobView


@get("/jobs/{job_id:str}/progress", include_in_schema=False, sync_to_thread=True)
def progress(
    request: Request[Any, Any, Any], services: GivenServices, actor: GivenActor, job_id: FromPath[str]
) -> dict[str, Any]:
    """What progress.js asks for; when the state is no longer "running" the page that watches loads again."""
    with services.database.read() as tx:
        job = queries.get(tx, actor, job_id)
    total = job.progress.get("total") or 0
    return {
        "state": job.state.value if job.is_over else "running",
        "percent": round(100 * job.progress.get("done", 0) / total) if total else None,
        "text": progress_text(translator_of(request), job),
        "next": None,
    }


@post("/jobs/{job_id:str}/cancel", include_in_schema=False, sync_to_thread=True)
def cancel(
    services: GivenServices, actor: GivenActor, now: GivenNow, job_id: FromPath[str], form: GivenForm
) -> Response[Any]:
    with services.database.write() as tx:
        operations.cancel(tx, job_id, actor=actor, now=now)
    return see_other(form.text("next", "/"), note=Note("success", "message-stopped"))


def progress_text(words: Translator, job: JobView) -> str:
    """How far a job is, in a sentence; of a plan what it serves by now, and what no plan can exceed."""
    if job.progress.get("stage") == "shifts":
        names = ("done", "total", "wishes", "met", "short_days")
        return words.t("progress-shifts", **{name: job.progress[name] for name in names})
    if job.progress.get("bound"):
        value, bound = job.progress["objective"], job.progress["bound"]
        served = [f"{words.t(f'kind-{kind}')} {count:,}" for kind, count in job.progress.get("served", ())]
        if not served:
            return words.t("rounds-progress", percent=f"{value / bound:.1%}")
        figures = {"value": f"{value:,}", "bound": f"{bound:,}", "gap": f"{job.progress['gap']:.2%}"}
        return words.t("progress-served", kinds=join_list(served, words.locale), **figures)
    return words.t("rounds-working")


ROUTES = (progress, cancel)
