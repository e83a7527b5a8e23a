"""Keeps the web worker's event loop free: calls that would block it run in gevent's pool of native threads.

SQL drivers do not know gevent: while SQLite reads, no socket of the worker gets a frame. Whoever serves a request calls
the store through `offload`. It knows nothing of what it calls.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import gevent

P = ParamSpec("P")
R = TypeVar("R")


def offload(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`call(*args, **kwargs)` in another thread; other greenlets run meanwhile. Raises what the call raises."""

    def caught() -> tuple[R | None, BaseException | None]:
        # gevent prints what a thread raises, with all that the message holds, before the caller can catch it.
        try:
            return call(*args, **kwargs), None
        except BaseException as error:  # noqa: BLE001 – it is raised again, where it belongs
            return None, error

    result, error = gevent.get_hub().threadpool.apply(caught)
    if error is not None:
        raise error
    return cast("R", result)
