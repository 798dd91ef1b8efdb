"""A POST that is sent twice acts once: the Idempotency-Key header of draft-ietf-httpapi-idempotency-key-header.

A handler asks for it and gives it its work:

    @post("/bookings")
    def book(data: JSONBody[NewBooking], idempotent: GivenIdempotent, …) -> Response[BookingOut]:
        return idempotent.run(lambda tx: …, location="/api/v1/bookings/{booking_id}")

The status of success is the one the route declares. The answer is stored in the transaction that makes the change.
A second request with the same key and content gets the stored answer (waiting for the first where both come at once)
and the header Idempotency-Replayed; with other content it is refused. Refusals by the office's rules are stored as
well; anything else may be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response
from litestar.di import NamedDependency, Provide
from litestar.params import HeaderParameter, SkipValidation
from litestar.serialization import decode_json, encode_json

from api.dependencies import GivenNow, GivenServices, GivenSignedIn
from api.i18n import Translator
from api.language import translator_of
from api.problem_json import PROBLEM_JSON
from api.trouble import problem_of, trouble_of
from api.wiring import Services
from scheduler.accounts import answers
from scheduler.accounts.answers import Answer
from scheduler.db.transaction import retrying
from scheduler.errors import OfficeError

MAXIMUM_KEY = 255
REPLAYED = "Idempotency-Replayed"
_STORED_REFUSALS = frozenset({409, 422})


@dataclass(frozen=True, slots=True)
class Idempotent:
    """One request with its key, or without one. `digest` tells requests of one key apart, `status` is its success."""

    services: Services
    account_id: int
    key: str | None
    digest: str
    now: datetime
    translator: Translator
    status: int

    def run(self, work: Callable[[Any], object], *, location: str = "") -> Response[Any]:
        """Do the work in a write transaction and answer with what it returns, or answer as before.

        `work` takes the transaction and may run again when the database asks for it. `location` is where what was
        made is found: fields of the answer may stand in it in braces.
        """
        key = self.key

        def answered(tx: Any) -> Answer:
            return Answer(self.status, encode_json(work(tx)))

        if key is None:
            return _response(retrying(lambda: self._change(answered)), location, is_old=False)
        try:
            answer, is_old = retrying(lambda: self._once(key, answered))
        except OfficeError as error:
            trouble = trouble_of(error)
            if trouble.status not in _STORED_REFUSALS or trouble.code == "idempotency-mismatch":
                raise
            # The work's transaction is gone, claim and all: the refusal is stored in one of its own.
            refusal = Answer(trouble.status, encode_json(problem_of(trouble, self.translator)))
            answer, is_old = retrying(lambda: self._once(key, lambda _: refusal))
        return _response(answer, location, is_old=is_old)

    def _change(self, answered: Callable[[Any], Answer]) -> Answer:
        with self.services.database.write() as tx:
            return answered(tx)

    def _once(self, key: str, answered: Callable[[Any], Answer]) -> tuple[Answer, bool]:
        """The answer, and whether it is the one given before."""
        with self.services.database.write() as tx:
            old = answers.claim(tx, account_id=self.account_id, key=key, digest=self.digest, now=self.now)
            if old is not None:
                return old, True
            answer = answered(tx)
            answers.keep(tx, account_id=self.account_id, key=key, answer=answer)
            return answer, False


async def provide_idempotent(
    request: Request[Any, Any, Any],
    services: GivenServices,
    signed_in: GivenSignedIn,
    now: GivenNow,
    idempotency_key: Annotated[
        str | None,
        HeaderParameter(
            name="Idempotency-Key",
            min_length=1,
            max_length=MAXIMUM_KEY,
            description="Any text of your choice; send it again with the same request to be sure it acts once.",
        ),
    ] = None,
) -> Idempotent:
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    digest = hashlib.sha256(head + await request.body()).hexdigest()
    status = request.route_handler.status_code
    return Idempotent(services, signed_in.account_id, idempotency_key, digest, now, translator_of(request), status)


def _response(answer: Answer, location: str, *, is_old: bool) -> Response[Any]:
    is_success = answer.status < 400
    media_type = "application/json" if is_success else PROBLEM_JSON
    headers = {REPLAYED: "true"} if is_old else {}
    if is_success and location:
        headers["Location"] = location.format_map(decode_json(answer.body))
    # No answer is stored as `null`; a 204 has no body.
    body = b"" if answer.status == 204 else answer.body
    return Response(body, status_code=answer.status, headers=headers, media_type=media_type)


GivenIdempotent = NamedDependency[SkipValidation[Idempotent]]
IDEMPOTENCY = {"idempotent": Provide(provide_idempotent)}
