"""Who may read which calendar: asked when a subscription is made, and again whenever it is read."""

from __future__ import annotations

from sqlalchemy import Connection

from scheduler.domain import permission
from scheduler.domain.actor import Actor
from scheduler.feeds.subjects import office_of
from scheduler.feeds.views import View


def may_read(tx: Connection, actor: Actor, view: View) -> bool:
    """One's own; one's section's; what carries no names is for everybody; the rest is for whoever works with it."""
    match view.scope, view.profile:
        case "person", _:
            return actor.staff_id is not None and actor.staff_id == view.subject
        case "section", _:
            return permission.may_see_names(actor, "", view.subject)
        case "round", _:
            return permission.may_run_rounds(actor)
        case _, "desk":
            return permission.may_hand_out(actor, office_of(tx, view.scope, view.subject))
        case (("unit" | "group" | "office"), "full"):
            return permission.may_keep_stock(actor)
    return True


def may_be_mirrored(view: View) -> bool:
    """Outside the office's network nothing goes but that it is booked, and what everybody may see."""
    return view.profile in ("busy", "public") or view.scope == "policy"
