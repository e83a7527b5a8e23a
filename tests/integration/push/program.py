"""The web as its own process: the real server, push, intake and keys; only the store behind them is pretended.

Started by `conftest.start_web` through `python -m gevent.monkey`, with the settings in the environment.
Prints its URL when it takes connections.
"""

from functools import partial

from flask import Flask

from dashboard import logs
from dashboard.api.counters import Counters
from dashboard.api.health import Checks
from dashboard.auth.auditor import Auditor
from dashboard.settings import Settings, from_environment
from dashboard.store.web.audit import AuditStore
from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.keys import KeyStore
from dashboard.web import WebDeps, create_server
from streams import embedded, heartbeat
from streams.clock import machine_ms
from streams.intake import Intake
from streams.serve import Listen, Worker, serve
from streams.web_worker import WebWorker
from tests.unit.push.fakes import FakeActing, FakeReader


class OneWorker:
    """What a worker makes after its fork, and lets go of at its end."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def make(self) -> Flask:
        """The server of this worker."""
        client = embedded.connect(self._settings, retries=1)
        counters = Counters()
        self._worker = WebWorker(client, counters.told, "the build")
        own = open_web_engine(self._settings.web_database_url)
        deps = WebDeps(
            reader=FakeReader(),
            intake=Intake(client, self._settings.shards),
            acting=FakeActing(),
            auditor=Auditor(AuditStore(own)),
            keys=KeyStore(own),
            checks=Checks(partial(heartbeat.read, client), lambda: None, expected=("web",)),
            city_now=machine_ms,
            attach=self._worker.attach,
            counters=counters,
        )
        server = create_server(self._settings, deps)
        self._worker.start()
        return server

    def leave(self) -> None:
        """Ends it."""
        self._worker.leave()


def main() -> None:
    """Runs until told to stop."""
    settings = from_environment()
    logs.configure(settings.log_level, settings.log_format, "web")
    store = KeyStore(open_web_engine(settings.web_database_url))
    store.first_key(settings.data_dir / "api-key")
    store.engine.dispose()
    worker = OneWorker(settings)
    listen = Listen(settings.host, settings.port, settings.data_dir, settings.web_workers)
    serve(listen, Worker(worker.make, worker.leave), ready=partial(print, flush=True))


if __name__ == "__main__":
    main()
