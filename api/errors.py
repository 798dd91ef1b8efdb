"""Answers for what went wrong: RFC 9457 problems for programs, pages for people."""

from __future__ import annotations

import logging
import secrets
from typing import Any
from urllib.parse import urlencode

from litestar import Request, Response
from litestar.response.redirect import Redirect

from api.language import translator_of
from api.pages.rendering import page
from api.problem_json import PROBLEM_JSON, is_for_programs
from api.security.csrf import SAFE_METHODS
from api.security.logs import masked
from api.trouble import Trouble, problem_of, trouble_of

AnyRequest = Request[Any, Any, Any]
_logger = logging.getLogger(__name__)


def answer_error(request: AnyRequest, error: Exception) -> Response[Any]:
    """The one exception handler of the application."""
    trouble = trouble_of(error)
    reference = ""
    if trouble.status >= 500:
        reference = secrets.token_hex(4)
        _logger.error("%s: %s %s", reference, request.method, masked(request.url.path), exc_info=error)
    if is_for_programs(request.url.path):
        problem = problem_of(trouble, translator_of(request), reference=reference)
        return Response(problem, status_code=trouble.status, headers=dict(trouble.headers), media_type=PROBLEM_JSON)
    if trouble.status == 401:
        return _to_sign_in(request)
    return _error_page(request, trouble, reference)


def _error_page(request: AnyRequest, trouble: Trouble, reference: str) -> Response[str]:
    translator = translator_of(request)
    return page(
        request,
        "error.html",
        status_code=trouble.status,
        headers=trouble.headers,
        status=trouble.wording.removeprefix("error-"),
        sentences=[translator.sentence(reason) for reason in trouble.reasons],
        reference=reference,
    )


def _to_sign_in(request: AnyRequest) -> Response[Any]:
    """To the sign-in page and, when one was only looking, back here afterwards."""
    url = request.url
    wished = f"{url.path}?{url.query}" if url.query else url.path
    query = f"?{urlencode({'next': wished})}" if request.method in SAFE_METHODS and wished != "/" else ""
    target = f"/sign-in{query}"
    if request.headers.get("hx-request") == "true":
        # htmx would put the sign-in page into a corner of this one.
        return Response(b"", status_code=401, headers={"HX-Redirect": target}, media_type="text/html")
    return Redirect(target, status_code=303)
