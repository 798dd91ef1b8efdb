"""Passwords: what is strong enough, and the slow hash that is kept of it."""

from __future__ import annotations

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from scheduler.domain.reason import Reason
from scheduler.errors import Refused

MINIMUM_LENGTH = 12
# Long enough for any sentence, short enough that nobody keeps the machine busy with megabytes.
MAXIMUM_LENGTH = 256
MINIMUM_DISTINCT = 5

# OWASP Password Storage Cheat Sheet, argon2id: 46 MiB, one pass, one lane.
_hasher = PasswordHasher(time_cost=1, memory_cost=47_104, parallelism=1)

# A hash of nothing, with the same cost: an unknown login takes as long to refuse as a wrong password.
_DECOY = "$argon2id$v=19$m=47104,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"


def hash_password(password: str, *, login: str) -> str:
    """The hash to keep of a new password.

    Raises:
        Refused: it is too short, too long, too uniform, or holds the login.
    """
    reason = weakness(password, login=login)
    if reason is not None:
        raise Refused(reason)
    return rehash(password)


def rehash(password: str) -> str:
    """The hash at today's cost of a password that is already in use, whatever today's rules are."""
    return _hasher.hash(_normalised(password))


def weakness(password: str, *, login: str) -> Reason | None:
    """Why a new password is refused, or None. Length counts characters (NIST SP 800-63B), no composition rules."""
    if len(password) < MINIMUM_LENGTH:
        return Reason("password-too-short", {"minimum": MINIMUM_LENGTH})
    if len(password) > MAXIMUM_LENGTH:
        return Reason("password-too-long", {"maximum": MAXIMUM_LENGTH})
    if len(set(password)) < MINIMUM_DISTINCT:
        return Reason("password-too-uniform", {"minimum": MINIMUM_DISTINCT})
    # A login of two letters is in many a good password.
    if len(login) >= 4 and login.casefold() in password.casefold():
        return Reason("password-holds-login")
    return None


def verify(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; takes as long when there is no hash to compare with."""
    if len(password) > MAXIMUM_LENGTH:
        return False
    try:
        matches = _hasher.verify(password_hash or _DECOY, _normalised(password))
    except (VerificationError, InvalidHashError):
        return False
    return matches and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether the hash was made at another cost than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _normalised(password: str) -> bytes:
    """One spelling for what looks alike: a Japanese keyboard may give full-width letters."""
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
