"""The sample prefecture that ships with the program."""

from __future__ import annotations

from importlib.resources import files

DEFAULT = "yamagata-400"


def sample_directory(name: str = DEFAULT) -> dict[str, bytes]:
    """The files of a sample by their names."""
    folder = files("scheduler") / "sample" / name
    return {item.name: item.read_bytes() for item in folder.iterdir() if item.name.endswith(".csv")}
