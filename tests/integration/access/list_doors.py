"""Prints, as JSON, every door that a worker of this installation has: what `app.py web` would serve, without serving.

Run beside a running system, with its environment: `python -m tests.integration.access.list_doors`.
"""

import sys

sys.argv = ["app.py", "web"]

import app  # noqa: E402, I001 – it makes sockets cooperative before all else

import json  # noqa: E402
from typing import Any  # noqa: E402

from dashboard.auth.current import GATE  # noqa: E402


def main() -> None:
    """Builds the worker and looks at what is registered on it, past all tables."""
    worker = app._worker()
    server: Any = worker.make()
    rules = sorted({rule.rule for rule in server.url_map.iter_rules()})
    events = sorted(server.extensions["socketio"].server.handlers["/"])
    declared = server.extensions[GATE].callbacks._declared
    callbacks = [
        {
            "prefix": prefix,
            "output": output,
            "outputs": row.outputs,
            "inputs": [{**each, "value": None} for each in row.inputs],
            "state": [{**each, "value": None} for each in row.states],
        }
        for (prefix, output), row in declared.items()
    ]
    worker.leave()
    print(json.dumps({"rules": rules, "events": events, "callbacks": callbacks}))  # noqa: T201 – its result


if __name__ == "__main__":
    main()
