"""Makes a reference prefecture: `python -m benchmarks.prefecture --staff 4000 --out DIRECTORY`."""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.prefecture import FEWEST_STAFF, SEED, make


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.prefecture", description=__doc__)
    parser.add_argument("--staff", type=int, default=4000)
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--demand", type=float, default=1.0, help="multiplies the volume of requests")
    parser.add_argument("--yukatsu", type=float, default=1.0, help="multiplies the wish for early shifts")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    if arguments.staff < FEWEST_STAFF:
        parser.error(f"--staff: at least {FEWEST_STAFF}")
    world = make(arguments.out, arguments.staff, arguments.seed, arguments.demand, arguments.yukatsu)
    for name, info in world.manifest.items():
        print(f"{name:24} {info['rows']:9,} rows {info['bytes']:12,} bytes")


if __name__ == "__main__":
    main()
