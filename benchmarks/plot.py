"""A chart of steps on two logarithmic axes, as an SVG picture without scripts or fonts of its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape
from math import ceil, floor, log10

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 150, 40, 50
COLOURS = ("#0017c1", "#c74700", "#197a4b", "#8f0c8f", "#626264", "#927200")
DASHES = ("none", "8 4", "2 3", "8 3 2 3", "12 4", "4 4")

Points = Sequence[tuple[float, float]]


def chart(title: str, across: str, upwards: str, series: Mapping[str, Points]) -> str:
    """A line for each series of (x, y), both above 0; y stays what it is until the next x."""
    x_axis = _Axis([x for points in series.values() for x, _ in points], LEFT, WIDTH - RIGHT)
    y_axis = _Axis([y for points in series.values() for _, y in points], HEIGHT - BOTTOM, TOP)
    lines = [_line(number, name, points, x_axis, y_axis) for number, (name, points) in enumerate(series.items())]
    size = f'viewBox="0 0 {WIDTH} {HEIGHT}" role="img" font-family="sans-serif" font-size="12"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size}><title>{escape(title)}</title>',
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
            f'<text x="{LEFT}" y="22" font-size="14">{escape(title)}</text>',
            f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>',
            f'<text transform="translate(16 {HEIGHT / 2}) rotate(-90)" text-anchor="middle">{escape(upwards)}</text>',
            *_grid(x_axis, y_axis),
            *lines,
            "</svg>\n",
        ]
    )


def _grid(x_axis: _Axis, y_axis: _Axis) -> Iterator[str]:
    for value in x_axis.ticks:
        x = x_axis.place(value)
        yield f'<path d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{value:g}</text>'
    for value in y_axis.ticks:
        y = y_axis.place(value)
        yield f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="#ddd"/>'
        yield f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'


def _line(number: int, name: str, points: Points, x_axis: _Axis, y_axis: _Axis) -> str:
    colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
    style = f'stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}" fill="none"'
    x, y = WIDTH - RIGHT + 10, TOP + 12 + 20 * number
    legend = f'<path d="M{x} {y}h28" {style}/><text x="{x + 34}" y="{y + 4}">{escape(name)}</text>'
    return f'<path d="{_steps(points, x_axis, y_axis)}" {style}/>{legend}'


class _Axis:
    """Whole decades around the values, from one place on the page to another."""

    def __init__(self, values: Sequence[float], first: float, last: float) -> None:
        low, high = floor(log10(min(values))), ceil(log10(max(values)))
        self._low, self._high, self._first, self._last = low, max(high, low + 1), first, last
        self.ticks = [10.0**power for power in range(self._low, self._high + 1)]

    def place(self, value: float) -> float:
        return self._first + (log10(value) - self._low) / (self._high - self._low) * (self._last - self._first)


def _steps(points: Points, x_axis: _Axis, y_axis: _Axis) -> str:
    places = [(x_axis.place(x), y_axis.place(y)) for x, y in points]
    return f"M{places[0][0]:.1f} {places[0][1]:.1f}" + "".join(f"H{x:.1f}V{y:.1f}" for x, y in places[1:])
