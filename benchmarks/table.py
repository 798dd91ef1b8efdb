"""Results as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from benchmarks.contest import OURS, Result

HEAD = (
    "problem",
    "method",
    "weight served",
    "bound it proves",
    "gap to its bound",
    "gap to the best bound",
    "requests",
    "minutes",
    "CPU s",
    "clock s",
    "MB",
    "status",
)


def results_table(results: Sequence[Result]) -> str:
    """A line for each method; the best bound is the lowest that any method proved for the problem."""
    return markdown(HEAD, (_line(result, _best_bound(result, results)) for result in results))


def kinds_table(results: Sequence[Result], targets: dict[str, float]) -> str:
    """What the solver serves of each kind of each problem, against the share it is to reach."""
    lines = [
        (result.problem, kind, f"{served:,} of {asked:,}", *_share(served / asked, targets.get(kind)))
        for result in results
        if result.method == OURS
        for kind, (served, asked) in result.by_kind.items()
    ]
    return markdown(("problem", "kind", "served", "share", "at least"), lines)


def markdown(head: Sequence[str], lines: Iterator[Sequence[str]] | Sequence[Sequence[str]]) -> str:
    rows = [head, ["---"] * len(head), *lines]
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def _best_bound(result: Result, results: Sequence[Result]) -> int | None:
    bounds = [other.bound for other in results if other.problem == result.problem and other.bound is not None]
    return min(bounds, default=None)


def _line(result: Result, best: int | None) -> tuple[str, ...]:
    effort = result.effort
    return (
        result.problem,
        f"**{result.method}**" if result.method == OURS else result.method,
        f"{result.served:,}" if result.granted else "–",
        "–" if result.bound is None else f"{result.bound:,}",
        _gap(result, result.bound),
        _gap(result, best),
        f"{result.granted:,} of {result.asked:,}" if result.granted else "–",
        f"{result.cost:,}" if result.granted else "–",
        *((f"{effort.cpu:,.2f}", f"{effort.wall:,.2f}", f"{effort.megabytes:,.0f}") if effort else ("–", "–", "–")),
        result.status,
    )


def _gap(result: Result, bound: int | None) -> str:
    return f"{1 - result.served / bound:.3%}" if bound and result.granted else "–"


def _share(share: float, target: float | None) -> tuple[str, str]:
    if target is None:
        return f"{share:.1%}", "–"
    return f"{share:.1%}", f"{target:.1%}: {'reached' if round(share, 3) >= round(target, 3) else 'MISSED'}"
