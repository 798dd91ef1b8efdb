"""The pages for signing in and out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request, Response, get, post
from litestar.params import URLEncodedBody

from api.dependencies import GivenServices
from api.language import translator_of
from api.pages.rendering import Note, page, see_other
from api.security.authentication import presented_token, session_cookie
from api.security.csrf import ORIGIN_ONLY
from api.security.redirects import local_path
from api.security.sign_in import sign_in_here
from api.trouble import trouble_of
from scheduler.accounts import sessions
from scheduler.domain.actor import Source
from scheduler.errors import OfficeError, TooManyAttempts, WrongCredentials

AnyRequest = Request[Any, Any, Any]


@dataclass(slots=True)
class SignInForm:
    """As it was posted; `next` is where the person was going."""

    login: str = ""
    password: str = ""
    next: str = "/"


@get("/sign-in", opt={"access": "public"}, include_in_schema=False, sync_to_thread=False)
def show_sign_in(request: AnyRequest) -> Response[Any]:
    wished = local_path(request.query_params.get("next"))
    if request.user is not None:
        return see_other(wished)
    return page(request, "sign_in.html", login="", next=wished, error=None)


@post("/sign-in", opt={"access": "public", **ORIGIN_ONLY}, include_in_schema=False)
async def sign_in(
    request: AnyRequest,
    services: GivenServices,
    data: URLEncodedBody[SignInForm],
) -> Response[Any]:
    try:
        opened = await sign_in_here(request, services, login=data.login, password=data.password, source=Source.WEB)
    except (WrongCredentials, TooManyAttempts) as error:
        return _again(request, data, error)
    cookie = session_cookie(opened.token, secure=services.settings.secure_cookies)
    return see_other(local_path(data.next), cookies=[cookie])


@post("/sign-out", include_in_schema=False, sync_to_thread=True)
def sign_out(request: AnyRequest, services: GivenServices) -> Response[Any]:
    secure = services.settings.secure_cookies
    presented = presented_token(request, secure=secure)
    if presented is not None:
        with services.database.write() as tx:
            sessions.end(tx, token=presented[0])
    return see_other(
        "/sign-in", note=Note("success", "message-signed_out"), cookies=[session_cookie("", secure=secure)]
    )


def _again(request: AnyRequest, data: SignInForm, error: OfficeError) -> Response[Any]:
    """The form once more, with the login still in it and why it was not accepted."""
    trouble = trouble_of(error)
    (reason,) = trouble.reasons
    # Without WWW-Authenticate: the browser has nothing to ask for by itself.
    headers = {name: value for name, value in trouble.headers.items() if name == "Retry-After"}
    return page(
        request,
        "sign_in.html",
        status_code=trouble.status,
        headers=headers,
        login=data.login,
        next=local_path(data.next),
        error=translator_of(request).sentence(reason),
    )


ROUTES = (show_sign_in, sign_in, sign_out)
