"""Keeps the web worker's event loop free: calls that would block it run in gevent's pool of native threads.

SQL drivers do not know gevent: while SQLite reads, no socket of the worker gets a frame. Whoever serves a request calls
the store through `offload`. It knows nothing of what it calls.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

import gevent

P = ParamSpec("P")
R = TypeVar("R")


def offload(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`call(*args, **kwargs)` in another thread; other greenlets run meanwhile. Raises what the call raises."""
    return gevent.get_hub().threadpool.apply(call, args, kwargs)
