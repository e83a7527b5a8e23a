"""`python -m tests.bench [PART …]`: tables of ratios. Parts: see `--help`. Sizes: flags or `BENCH_*`."""

from __future__ import annotations

import argparse
import os
import platform
import signal
import sys
import time
from types import FrameType

from tests.bench import desk, figures, page, projection, push, search, table, walls, watch, wits
from tests.bench.stores import databases
from tests.fixtures.servers import NoServer

PARTS = ("push", "walls", "page", "desk", "wits", "watch", "search", "projection", "figures")


def main() -> None:
    """Runs the chosen parts, all by default."""
    options = _options()
    # Temporary directories of many GB must go however this ends.
    signal.signal(signal.SIGTERM, _stop)
    chosen = options.parts or PARTS
    started = time.monotonic()
    table.note(
        f"Python {platform.python_version()} on {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f} at the start."
    )
    table.note(f"push, walls, page, desk: {options.seconds} s for each line.")
    table.note(f"projection: {options.events:,} events for each share of late ones.")
    table.note(f"figures: {options.cases:,} cases through the stream, {options.bulk:,} by bulk load.")
    table.note(
        "All of it takes about 45 minutes and 15 GB of disk on two quiet cores. Only ratios are worth comparing."
    )
    for name, part in (("push", push), ("walls", walls), ("page", page), ("desk", desk)):
        if name in chosen:
            part.run(options.seconds)
    if "wits" in chosen:
        wits.run()
    if {"watch", "search", "projection", "figures"} & set(chosen):
        with databases() as both:
            if "watch" in chosen:
                watch.run(both, options.cases)
            if "search" in chosen:
                search.run(both, options.cases)
            if "projection" in chosen:
                projection.run(both, options.events)
            if "figures" in chosen:
                figures.run(both, options.cases, options.bulk)
    table.note(f"Done in {(time.monotonic() - started) / 60:.1f} min, load {os.getloadavg()[0]:.1f} at the end.")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; default: all")
    for name, default, what in (
        ("events", 280_000, "events of the projection part"),
        ("seconds", 60, "seconds of each line of push, walls and page"),
        ("cases", 1_000_000, "cases fed through the stream, a year's"),
        ("bulk", 10_000_000, "cases bulk-loaded beside them, 0 = none"),
    ):
        given = os.environ.get(f"BENCH_{name.upper()}", default)
        parser.add_argument(f"--{name}", type=int, default=int(given), help=f"{what} (BENCH_{name.upper()})")
    options = parser.parse_args()
    if unknown := set(options.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    return options


def _stop(_signal: int, _frame: FrameType | None) -> None:
    sys.exit(1)


if __name__ == "__main__":
    try:
        main()
    except NoServer as missing:
        sys.exit(f"bench: {missing}")
