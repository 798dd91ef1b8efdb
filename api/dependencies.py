"""What handlers may ask for, by parameter name and type:

    def show(services: GivenServices, actor: GivenActor, now: GivenNow) -> …

`idempotent: GivenIdempotent` is beside them in api.idempotency.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from litestar import Request
from litestar.datastructures import State
from litestar.di import NamedDependency, Provide
from litestar.params import SkipValidation

from api.formatting import Locale
from api.language import locale_of
from api.refusal import DoorRefusal
from api.wiring import Services
from scheduler.accounts.sessions import SignedIn
from scheduler.domain.actor import Actor
from scheduler.domain.reason import Reason

GivenServices = NamedDependency[SkipValidation[Services]]
GivenNow = NamedDependency[SkipValidation[datetime]]
GivenSignedIn = NamedDependency[SkipValidation[SignedIn]]
GivenActor = NamedDependency[SkipValidation[Actor]]
GivenLocale = NamedDependency[SkipValidation[Locale]]


def provide_services(state: State) -> Services:
    services: Services = state["services"]
    return services


def provide_now(services: GivenServices) -> datetime:
    return services.clock.now()


def provide_signed_in(request: Request[Any, Any, Any]) -> SignedIn:
    """Who is signed in; on a public route perhaps nobody, which is a 401."""
    signed_in = request.scope.get("user")
    if not isinstance(signed_in, SignedIn):
        raise DoorRefusal(401, Reason("sign-in-required"))
    return signed_in


def provide_actor(signed_in: GivenSignedIn) -> Actor:
    return signed_in.actor


def provide_locale(request: Request[Any, Any, Any]) -> Locale:
    return locale_of(request)


DEPENDENCIES = {
    "services": Provide(provide_services, sync_to_thread=False),
    "now": Provide(provide_now, sync_to_thread=False),
    "signed_in": Provide(provide_signed_in, sync_to_thread=False),
    "actor": Provide(provide_actor, sync_to_thread=False),
    "locale": Provide(provide_locale, sync_to_thread=False),
}
