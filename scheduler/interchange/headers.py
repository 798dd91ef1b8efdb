"""The header line: which entity a file is about, and which of its columns is which."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from scheduler.interchange.columns import Column, Entity, header_name
from scheduler.interchange.entities import ENTITIES
from scheduler.interchange.issue import Issue, file_issue


@dataclass(frozen=True, slots=True)
class Header:
    """(index in the record, column) of each column that is read. An error among `issues` refuses the file."""

    columns: tuple[tuple[int, Column], ...]
    issues: tuple[Issue, ...]


def file_stem(name: str) -> str:
    """`requests` of `Downloads/requests.CSV`."""
    return PurePath(unicodedata.normalize("NFKC", name)).stem.strip().lower()


def find_entity(name: str, header: Sequence[str]) -> Entity | None:
    """The entity named by the file's stem, else the one whose columns the header shows; None when neither tells."""
    named = ENTITIES.get(file_stem(name))
    if named is not None:
        return named
    names = {header_name(text) for text in header}
    best = max(ENTITIES.values(), key=lambda entity: _likeness(entity, names))
    return best if _likeness(best, names)[0] else None


def _likeness(entity: Entity, names: set[str]) -> tuple[bool, int, int]:
    """(key there, columns known, minus columns missing): bigger is likelier."""
    known = {entity.by_alias.get(name, name) for name in names} & entity.by_name.keys()
    has_key = known.issuperset(entity.key) and len(known) > 1
    return has_key, len(known), -len(set(entity.required) - known)


def match_header(header: Sequence[str], entity: Entity) -> Header:
    """Find each column by its name or its Japanese label; what is missing, unknown or there twice is an issue."""
    found: dict[str, tuple[int, Column]] = {}
    aliases: list[str] = []
    issues: list[Issue] = []
    for index, text in enumerate(header):
        plain = header_name(text)
        name = entity.by_alias.get(plain, plain)
        if name not in entity.by_name:
            issues.append(file_issue("W_UNKNOWN_COLUMN", text[:40]))
        elif name in found:
            issues.append(file_issue("E_DUPLICATE_COLUMN", name))
        else:
            found[name] = (index, entity.by_name[name])
            if text.strip() != name:
                aliases.append(f"{text.strip()[:40]}={name}")
    if aliases:
        issues.append(file_issue("W_HEADER_ALIAS", names=", ".join(aliases)))
    missing = [name for name in entity.required if name not in found]
    if missing:
        issues.append(file_issue("E_MISSING_COLUMN", names=", ".join(missing)))
    return Header(tuple(found.values()), tuple(issues))
