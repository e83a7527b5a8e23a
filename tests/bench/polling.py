"""The least that a Dash page can do: an Interval and a callback a second. `python -m tests.bench.polling PORT_FILE`."""

from gevent import monkey

if __name__ == "__main__":
    # Before all other imports, as the product's web does.
    monkey.patch_all()

import sys
import time
from pathlib import Path

from dash import Dash, Input, Output, dcc, html

from tests.bench.bare import serve


def main() -> None:
    """Serves on a free port, which it writes to the file named, until it is killed."""
    app = Dash("polling")
    app.layout = html.Div([dcc.Interval(id="beat", interval=1000), html.Div(id="shown")])
    app.callback(Output("shown", "children"), Input("beat", "n_intervals"))(_shown)
    serve(app.server, Path(sys.argv[1]))


def _shown(_beat: int) -> str:
    return str(time.time())


if __name__ == "__main__":
    main()
