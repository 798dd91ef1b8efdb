"""A POST that is sent twice acts once: the Idempotency-Key header of draft-ietf-httpapi-idempotency-key-header.

A handler asks for `idempotent: Idempotent` and gives it its work:

    @post("/bookings")
    def book(data: NewBooking, idempotent: Idempotent, …) -> Response[BookingOut]:
        return idempotent.run(lambda tx: …, status_code=201)

The answer is stored in the transaction that makes the change. A second request with the same key and content
gets the stored answer (waiting for the first where both come at once) and the header Idempotency-Replayed; with
other content it is refused. Refusals by the office's rules are stored as well; anything else may be tried again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from litestar import Request, Response
from litestar.params import Parameter
from litestar.serialization import encode_json

from api.i18n import Translator
from api.language import translator_of
from api.problems import Trouble, trouble_of
from api.wiring import Services
from scheduler.accounts import answers
from scheduler.accounts.answers import Answer
from scheduler.accounts.sessions import SignedIn
from scheduler.db.transaction import retrying
from scheduler.errors import OfficeError

MAXIMUM_KEY = 255
REPLAYED = "Idempotency-Replayed"
_STORED_REFUSALS = frozenset({409, 422})


@dataclass(frozen=True, slots=True)
class Idempotent:
    """One request with its key, or without one. `digest` tells requests of one key apart."""

    services: Services
    account_id: int
    key: str | None
    digest: str
    now: datetime
    translator: Translator

    def run(self, work: Callable[[Any], object], *, status_code: int = 201) -> Response[Any]:
        """Do the work in a write transaction and answer with what it returns, or answer as before.

        `work` takes the transaction and may run again when the database asks for it.
        """
        if self.key is None:
            return Response(retrying(lambda: self._work_alone(work)), status_code=status_code)
        try:
            answer, is_old = retrying(lambda: self._work_once(work, status_code))
        except OfficeError as error:
            trouble = trouble_of(error)
            if trouble.status not in _STORED_REFUSALS or trouble.code == "idempotency-mismatch":
                raise
            answer, is_old = retrying(lambda: self._keep_refusal(trouble))
        return _response(answer, is_old=is_old)

    def _work_alone(self, work: Callable[[Any], object]) -> object:
        with self.services.database.write() as tx:
            return work(tx)

    def _work_once(self, work: Callable[[Any], object], status_code: int) -> tuple[Answer, bool]:
        with self.services.database.write() as tx:
            old = self._claim(tx)
            if old is not None:
                return old, True
            answer = Answer(status_code, encode_json(work(tx)))
            self._keep(tx, answer)
            return answer, False

    def _keep_refusal(self, trouble: Trouble) -> tuple[Answer, bool]:
        """The work's transaction is gone, claim and all; the refusal is stored in one of its own."""
        from api.errors import problem_body  # noqa: PLC0415 - errors render pages, which depend on this module's users

        with self.services.database.write() as tx:
            old = self._claim(tx)
            if old is not None:
                return old, True
            answer = Answer(trouble.status, problem_body(trouble, self.translator))
            self._keep(tx, answer)
            return answer, False

    def _claim(self, tx: Any) -> Answer | None:
        assert self.key is not None  # noqa: S101
        return answers.claim(tx, account_id=self.account_id, key=self.key, digest=self.digest, now=self.now)

    def _keep(self, tx: Any, answer: Answer) -> None:
        assert self.key is not None  # noqa: S101
        answers.keep(tx, account_id=self.account_id, key=self.key, answer=answer)


async def provide_idempotent(
    request: Request[Any, Any, Any],
    services: Services,
    signed_in: SignedIn,
    now: datetime,
    idempotency_key: Annotated[
        str | None,
        Parameter(
            header="Idempotency-Key",
            min_length=1,
            max_length=MAXIMUM_KEY,
            description="Any text of your choice; send it again with the same request to be sure it acts once.",
        ),
    ] = None,
) -> Idempotent:
    head = f"{request.method} {request.url.path}?{request.url.query}\n".encode()
    digest = hashlib.sha256(head + await request.body()).hexdigest()
    return Idempotent(services, signed_in.account_id, idempotency_key, digest, now, translator_of(request))


def _response(answer: Answer, *, is_old: bool) -> Response[Any]:
    media_type = "application/json" if answer.status < 400 else "application/problem+json"
    headers = {REPLAYED: "true"} if is_old else {}
    return Response(answer.body, status_code=answer.status, headers=headers, media_type=media_type)
