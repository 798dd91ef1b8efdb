"""The form of the calendar page: what is chosen in plain words becomes a view and its options."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import cast

from api.pages.forms import Form
from scheduler.accounts.sessions import SignedIn
from scheduler.db.transaction import Transaction
from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.feeds.operations import Options
from scheduler.feeds.views import Profile, View
from scheduler.feeds.wording import Locale
from scheduler.resources.queries import unit_id_of

# What can be chosen, in this order, and who is offered it; what may be read is asked again by the operations.
CHOICES: Mapping[str, Callable[[Actor], bool]] = {
    "own": lambda actor: actor.staff_id is not None,
    "own_busy": lambda actor: actor.staff_id is not None,
    "section": lambda actor: actor.department_id is not None,
    "policy": lambda _: True,
    "office": lambda _: True,
    "group": lambda _: True,
    "unit": lambda _: True,
    "round": permission.may_run_rounds,
}
PROFILES_OF_PLACES: Mapping[Profile, Callable[[Actor], bool]] = {
    "busy": lambda _: True,
    "public": lambda _: True,
    "desk": permission.may_see_desk,
    "full": permission.may_keep_stock,
}


def choices(actor: Actor) -> tuple[str, ...]:
    return tuple(name for name, is_offered in CHOICES.items() if is_offered(actor))


def profiles(actor: Actor) -> tuple[str, ...]:
    """How much of a place may be shown to the actor."""
    return tuple(name for name, is_offered in PROFILES_OF_PLACES.items() if is_offered(actor))


def read_view(tx: Transaction, form: Form, signed_in: SignedIn, locale: Locale) -> View:
    """The calendar the form describes. Raises NotFound for a number that is on no unit."""
    actor = signed_in.actor
    drops_cancelled = form.text("drops_cancelled") == "yes"
    match form.text("what", "own"):
        case "own_busy":
            return View("person", actor.staff_id or "", "busy", locale, drops_cancelled=drops_cancelled)
        case "section":
            return View("section", actor.department_id or "", "full", locale, drops_cancelled=drops_cancelled)
        case "policy":
            return View("policy", actor.department_id or "all", "full", locale)
        case "round":
            return View("round", form.text("round_id"), "full", locale, drops_cancelled=drops_cancelled)
        case "office" | "group" | "unit" as scope:
            profile = cast("Profile", form.text("profile", "busy"))
            return View(scope, _place(tx, form, scope), profile, locale, drops_cancelled=drops_cancelled)
    return View("person", actor.staff_id or "", "full", locale, drops_cancelled=drops_cancelled)


def read_options(form: Form) -> Options:
    return Options(
        is_packed=form.text("is_packed", "yes") != "no",
        drops_cancelled=form.text("drops_cancelled") == "yes",
        is_mirrored=form.text("is_mirrored") == "yes",
    )


def _place(tx: Transaction, form: Form, scope: str) -> str:
    if scope == "unit":
        return str(unit_id_of(tx, form.text("asset_number")))
    office_id = form.text("office_id")
    return f"{office_id}:{form.text('kind')}" if scope == "group" else office_id
