"""A wall's numbers as a Panel page that is renewed each second. `python -m tests.bench.panel_page PORT_FILE`.

Runs in an environment of its own, which has Panel and nothing of this project's.
"""

import random
import sys
from pathlib import Path
from typing import Any

import panel as pn  # type: ignore[import-not-found, unused-ignore]

NUMBERS = 60


def page() -> Any:
    """One visitor's page."""
    numbers = [pn.pane.Str("0") for _ in range(NUMBERS)]

    def beat() -> None:
        for number in numbers:
            number.object = f"{random.random():.4f}"

    pn.state.add_periodic_callback(beat, period=1000)
    return pn.Column(*numbers)


def main() -> None:
    """Serves on a free port, which it writes to the file named, until it is killed."""
    server = pn.serve(page, port=0, address="127.0.0.1", show=False, start=False, websocket_origin="*")
    port_file = Path(sys.argv[1])
    fresh = port_file.with_suffix(".new")
    fresh.write_text(str(server.port))
    fresh.rename(port_file)
    server.start()
    server.io_loop.start()


if __name__ == "__main__":
    main()
