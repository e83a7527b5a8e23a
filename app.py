"""The composition root and the command line: settings → servers → store → streams → screens. No logic lives here."""

# long: one root puts everything together; each command is a few lines.
import sys

if sys.argv[1:2] == ["web"]:
    # Cooperative sockets, for the web's process only, before anything else is imported.
    from streams.serve import patch

    patch()

import contextlib
import gc
import json
import signal
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import sqlalchemy as sa
import structlog
import typer
from typer.exceptions import TyperException

from dashboard import settings
from dashboard.arguments import moment, spread
from dashboard.auth import device_commands, key_commands, user_commands
from dashboard.auth.loopback import is_loopback
from dashboard.auth.user_commands import first_admin
from dashboard.domain.figures import FILTERS, FigureQuery
from dashboard.domain.reference import Reference
from dashboard.domain.rules import ReferenceRules
from dashboard.errors import GridError, UsageError
from dashboard.logs import configure
from dashboard.reference_live import EVERY_S, LiveReference
from dashboard.settings import Settings
from dashboard.store import deadletters, feeds, verify
from dashboard.store.engine import open_engine
from dashboard.store.reader import Reader
from dashboard.store.web.edits import EditStore
from dashboard.store.web.engine import open_web_engine
from streams import embedded
from streams.clock import SharedClock
from streams.intake import Intake
from streams.notify import commands as notice_commands
from streams.reference_watch import ReferenceWatch

if TYPE_CHECKING:
    from collections.abc import Callable

    import redis
    from dash import Dash
    from flask import Flask

    from callbacks.wall_app import WallOptions
    from dashboard.acting import Desk
    from dashboard.api.counters import Counters
    from dashboard.auth.auditor import Auditor
    from dashboard.report_desk import ReportDesk
    from dashboard.web import WebDeps
    from streams import serve
    from streams.web_worker import WebWorker

HERE = Path(__file__)
PROJECT = (sys.executable, str(HERE), "project")
cli = typer.Typer(
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Grid Command 网格指挥中心: street cases live, from their events to the wall.",
)


class Base(NamedTuple):
    """What every part stands on."""

    settings: Settings
    reference: Reference
    engine: sa.Engine
    reader: Reader
    web_engine: sa.Engine
    live: LiveReference


cli.add_typer(
    user_commands.commands(lambda: open_web_engine(settings.from_environment().web_database_url)), name="user"
)


def _keys() -> key_commands.Place:
    chosen = settings.from_environment()
    return key_commands.Place(open_web_engine(chosen.web_database_url), chosen.data_dir / "api-key", chosen.zone)


cli.add_typer(key_commands.commands(_keys), name="key")


def _devices() -> device_commands.Place:
    chosen = settings.from_environment()
    return device_commands.Place(chosen, open_web_engine(chosen.web_database_url))


cli.add_typer(device_commands.commands(_devices), name="device")


cli.add_typer(
    notice_commands.commands(lambda: open_web_engine(settings.from_environment().web_database_url)), name="notices"
)


def _configured(part: str, defaults: dict[str, str] | None = None) -> Settings:
    """Settings from the environment, and logging by them; a misspelt setting is warned of."""
    chosen = settings.from_environment(defaults)
    configure(chosen.log_level, chosen.log_format, part)
    for sentence in settings.misspelt():
        structlog.get_logger(__name__).warning("settings.unknown", detail=sentence)
    return chosen


def base(part: str) -> Base:
    """Settings from the environment, logging, reference data and the store, opened and brought up to date."""
    chosen = _configured(part)
    web_engine = open_web_engine(chosen.web_database_url)
    live = LiveReference(chosen.timezone, chosen.reference_dir, EditStore(web_engine))
    known = live.load(None)
    engine = open_engine(chosen.database_url)
    return Base(chosen, known, engine, Reader(engine, known, chosen.zone), web_engine, live)


@cli.command()
def run() -> None:
    """All parts: web, projector and scheduler, and the embedded server if none is given. Stops on SIGTERM."""
    from streams import supervisor

    raise SystemExit(supervisor.run(_configured("run"), supervisor.parts_of(HERE)))


@cli.command()
def demo(
    speed: Annotated[float, typer.Option(help="City seconds a second.")] = 60.0,
    start: Annotated[str, typer.Option("--from", help="The moment it begins with.")] = "2024-11-15T09:00:00+08:00",
) -> None:
    """All parts with the built-in month replayed, in var/demo unless GRID_DATA_DIR says otherwise."""
    from streams import supervisor
    from streams.supervisor import Part

    chosen = _configured("run", {"GRID_DATA_DIR": "var/demo", "GRID_LOOPBACK": "officer"})
    play = (sys.executable, str(HERE), "replay", "--speed", str(speed), "--from", start, "--stay")
    typer.echo("网格指挥中心: the built-in month is replayed. ALL DATA IS SYNTHETIC 合成数据.")
    raise SystemExit(supervisor.run(chosen, [*supervisor.parts_of(HERE), Part("replay", play)]))


@cli.command()
def project() -> None:
    """The projector alone: applies the event streams to the store."""
    from streams import project as part

    it = base("project")
    with embedded.server(it.settings):
        chosen = it.settings
        client = embedded.connect(chosen)
        parts = part.Parts(
            client, it.engine, it.live, chosen.zone, chosen.shards, chosen.project_shards, chosen.keep_personal_days
        )
        raise SystemExit(part.serve(parts))


@cli.command()
def schedule() -> None:
    """The scheduler alone: facts of the clock, alerts, notices, trimming of the streams. A second one stands by."""
    from streams import clockwork, scheduler

    it = base("schedule")
    with embedded.server(it.settings):
        client = embedded.connect(it.settings)
        parts = clockwork.Clockwork(clockwork.works_of(client, it.reader, it.web_engine, it.settings))
        watch = ReferenceWatch(it.live, SharedClock(client).now, it.reader.use)
        jobs = (*parts.jobs, scheduler.Job("reference", EVERY_S, watch.run))
        raise SystemExit(scheduler.serve(client, jobs, parts.leader.resign))


@cli.command()
def web() -> None:
    """The web server alone: screens, machine doors, the push to browsers."""
    from dashboard.store.web.keys import KeyStore
    from streams import serve

    chosen = _configured("web")
    engine = open_web_engine(chosen.web_database_url)
    key = KeyStore(engine).first_key(chosen.data_dir / "api-key") if is_loopback(chosen.host) else None
    password = first_admin(engine)
    engine.dispose()
    with embedded.server(chosen):
        listen = serve.Listen(chosen.host, chosen.port, chosen.data_dir, chosen.web_workers)
        serve.serve(listen, _worker(), lambda url: _announce(url, key, password, chosen))


def _announce(url: str, key: str | None, password: str | None, chosen: Settings) -> None:
    typer.echo(f"Wall: {url}wall")
    if key:
        typer.echo(f"API key for POST /api/v1/events (shown once, kept in {chosen.data_dir / 'api-key'}): {key}")
    if password:
        typer.echo(f"Administrator: {url}sign-in as admin, with this password once (shown once): {password}")


def _worker() -> "serve.Worker":
    """A web worker: everything that holds connections is made in it, after the fork."""
    from dashboard.api.counters import Counters
    from dashboard.build import version, with_names
    from dashboard.web import create_server
    from streams import serve
    from streams.web_worker import WebWorker

    ends = contextlib.ExitStack()

    def make() -> "Flask":
        it = base("web")
        client = embedded.connect(it.settings, retries=1)
        counters, build = Counters(), version()
        worker = WebWorker(client, counters.told, with_names(build, it.reference))
        ends.callback(worker.leave)
        server = create_server(it.settings, _web_deps(it, client, worker, counters, build))
        worker.start()

        def use(reference: Reference) -> None:
            it.reader.use(reference)
            worker.renew(with_names(build, reference))

        watch = ReferenceWatch(it.live, SharedClock(client).now, use)
        ends.callback(watch.stop)
        watch.start()
        return server

    return serve.Worker(make, ends.close)


def _web_deps(it: Base, client: "redis.Redis", worker: "WebWorker", counters: "Counters", build: str) -> "WebDeps":
    """What a web worker's server stands on."""
    from callbacks.wall_app import create_wall_app
    from dashboard.api.health import Checks
    from dashboard.auth.auditor import Auditor
    from dashboard.auth.setup import accounts_in
    from dashboard.offload import offload
    from dashboard.past_walls import past_walls_of
    from dashboard.rankings import rankings_of
    from dashboard.store.asking import Asker
    from dashboard.store.web.audit import AuditStore
    from dashboard.store.web.keys import KeyStore
    from dashboard.web import WebDeps
    from dashboard.whistle_doors import whistle_doors
    from streams import heartbeat, reporting, seats

    chosen = it.settings
    intake, clock, audit = Intake(client, chosen.shards), SharedClock(client), AuditStore(it.web_engine)
    auditor = Auditor(audit)
    acting = _acting(it, client, intake, clock, auditor)
    report_desk = reporting.desk_of(it.reader, it.web_engine, clock, chosen)
    wall = _wall_options(chosen, build)
    return WebDeps(
        reader=it.reader,
        intake=intake,
        acting=acting,
        auditor=auditor,
        audit=audit,
        asker=Asker(it.reader),
        past=past_walls_of(it.reader, it.web_engine, clock.read, offload),
        reports=report_desk,
        rankings=rankings_of(it.reader, it.web_engine),
        whistles=whistle_doors(it.reader, it.web_engine, acting, auditor, clock.now, chosen),
        keys=KeyStore(it.web_engine),
        accounts=accounts_in(it.web_engine, chosen, embedded.url(chosen)),
        checks=Checks(
            lambda: heartbeat.read(client),
            it.reader.ping,
            walls=lambda: seats.by_state(it.web_engine, client),
            screens=lambda: seats.screens(it.web_engine, client),
        ),
        city_now=clock.now,
        attach=worker.attach,
        screens=[
            lambda server: create_wall_app(server, lambda: it.reader.reference, wall),
            _desks(it, client, clock, auditor, acting, report_desk),
        ],
        counters=counters,
    )


def _wall_options(chosen: Settings, build: str) -> "WallOptions":
    """How walls of this installation look and turn."""
    from callbacks.wall_app import WallOptions

    return WallOptions(
        zone=chosen.timezone,
        city=chosen.city_name,
        build=build,
        pages=chosen.wall_pages,
        dwell_s=chosen.wall_dwell_s,
        reload_hour=chosen.wall_reload_hour,
        outlines=chosen.geo_dir,
    )


def _acting(it: Base, client: "redis.Redis", intake: Intake, clock: SharedClock, auditor: "Auditor") -> "Desk":
    """The one way to act."""
    from dashboard.acting import Desk
    from dashboard.store.states import States
    from streams.acting import ActStream

    return Desk(States(it.engine, it.reader.rules), ActStream(client, intake), clock.now, auditor.note)


def _desks(
    it: Base, client: "redis.Redis", clock: SharedClock, auditor: "Auditor", acting: "Desk", report_desk: "ReportDesk"
) -> "Callable[[Flask], Dash]":
    """Mounts the desks."""
    from callbacks import desks
    from callbacks.desk_app import DeskOptions
    from streams.hotspot_watch import kept
    from streams.seats import reports

    parts = desks.DeskParts(
        reader=it.reader,
        web_engine=it.web_engine,
        files=it.live.files,
        auditor=auditor,
        clock=clock.read,
        reports=lambda: reports(client),
        acting=acting,
        kept_hotspots=lambda: kept(client),
        report_desk=report_desk,
        options=DeskOptions(zone=it.settings.timezone, city=it.settings.city_name, city_now=clock.now),
    )
    return lambda server: desks.mount(server, parts)


@cli.command()
def ingest(
    file: Annotated[str, typer.Argument(help="JSON Lines of CloudEvents, or CSV with --mapping; - is stdin.")],
    mapping: Annotated[Path | None, typer.Option(help="How a CSV's columns become events (docs/ingest.md).")] = None,
) -> None:
    """Feeds a file; returns when all of it is applied."""
    from streams import ingesting
    from streams.feeding import projecting

    it = base("ingest")
    entries = ingesting.entries(file, mapping)
    with embedded.server(it.settings), ingesting.bar() as progress:
        client = embedded.connect(it.settings)
        with projecting(client, PROJECT):
            read, outcome = ingesting.run(client, it.engine, Intake(client, it.settings.shards), entries, progress)
    typer.echo(f"read {read}, applied {outcome.applied}, repeated {outcome.repeated}, dead {outcome.dead}")


@cli.command()
def replay(
    speed: Annotated[float, typer.Option(help="Times real time; 0 = as fast as it goes, returns when applied.")] = 60,
    start: Annotated[str, typer.Option("--from", help="The moment to begin with.")] = "2024-11-01",
    october: Annotated[bool, typer.Option("--october", help="With a plausible October before it.")] = False,
    stay: Annotated[bool, typer.Option("--stay", help="Do not end with the month; needs a running projector.")] = False,
) -> None:
    """Replays the built-in synthetic month; refuses a data directory that holds real events."""
    from streams import ingesting, month
    from streams import replay as play
    from streams.feeding import projecting

    it = base("replay")
    begin = moment(start, it.settings.zone)
    with embedded.server(it.settings), contextlib.ExitStack() as stack:
        client = embedded.connect(it.settings)
        if not stay:
            stack.enter_context(projecting(client, PROJECT))
        intake = Intake(client, it.settings.shards)
        stage = play.Stage(client, it.engine, intake, SharedClock(client), month.SOURCE.decode())
        play.refuse_real(stage)
        built = month.build(october=october)
        if speed == 0:
            with ingesting.bar() as progress:
                read, outcome = play.load_all(stage, built, progress)
            typer.echo(f"read {read}, applied {outcome.applied}, repeated {outcome.repeated}, dead {outcome.dead}")
            return
        stop = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(name, lambda *_: stop.set())
        play.play(stage, built, begin, speed, stop)
        while stay and not stop.is_set():
            stop.wait(60)


@cli.command()
def figures(
    start: Annotated[str, typer.Option("--from", help="Date or moment, included.")],
    end: Annotated[str, typer.Option("--to", help="Date or moment, excluded.")],
    as_of: Annotated[str | None, typer.Option(help="Moment; default: the city's now.")] = None,
    area: Annotated[list[str] | None, typer.Option(help="Only this area; may be repeated, like all filters.")] = None,
    case_class: Annotated[list[str] | None, typer.Option("--class")] = None,
    category: Annotated[list[str] | None, typer.Option()] = None,
    source: Annotated[list[str] | None, typer.Option()] = None,
    street: Annotated[list[str] | None, typer.Option()] = None,
    unit: Annotated[list[str] | None, typer.Option()] = None,
    reporter: Annotated[list[str] | None, typer.Option()] = None,
    group_by: Annotated[str | None, typer.Option(help="A filter's key, or grid, community, day, hour.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON (the only form so far).")] = False,
) -> None:
    """Figures of a period as JSON (docs/contract.md, section 2)."""
    it = base("figures")
    given = zip(FILTERS, (area, case_class, category, source, street, unit, reporter), strict=True)
    filters = {key: tuple(values) for key, values in given if values}
    asked = moment(as_of, it.settings.zone) if as_of else None
    now = asked if asked is not None and it.live.timeless else _city_now(it)
    it.reader.use(it.live.load(now))
    at = now if asked is None else asked
    query = FigureQuery(moment(start, it.settings.zone), moment(end, it.settings.zone), at, filters, group_by)
    typer.echo(json.dumps(it.reader.figures(query), ensure_ascii=False, indent=2))


@cli.command()
def bulletin(
    start: Annotated[str, typer.Option("--from", help="Date or moment, included.")],
    end: Annotated[str, typer.Option("--to", help="Date or moment, excluded.")],
    as_of: Annotated[str | None, typer.Option(help="Moment; default: the city's now.")] = None,
    word: Annotated[Path | None, typer.Option(help="Word file to write.")] = None,
    excel: Annotated[Path | None, typer.Option(help="Excel file to write, with the data behind it.")] = None,
    pdf: Annotated[Path | None, typer.Option(help="PDF file to write.")] = None,
) -> None:
    """Writes the situation report of a period (docs/bulletin.md)."""
    from dashboard.bulletin import Wanted, written
    from dashboard.export.files import ReportFiles

    files, it = ReportFiles(word, excel, pdf), base("bulletin")
    with embedded.server(it.settings):
        clock = SharedClock(embedded.connect(it.settings))
        now, synthetic = clock.now(), clock.read().synthetic
    at = moment(as_of, it.settings.zone) if as_of else now
    it.reader.use(it.live.load(now))
    first, last = (moment(text, it.settings.zone) for text in (start, end))
    report = written(it.reader, Wanted(first, last, at, it.settings.city_name, synthetic=synthetic))
    for path in files.save(report, it.settings.zone):
        typer.echo(str(path))


def _city_now(it: Base) -> int:
    with embedded.server(it.settings):
        return SharedClock(embedded.connect(it.settings)).now()


@cli.command(name="verify")
def verify_store() -> None:
    """Recomputes everything from the log and compares it with what is shown; exit 1 and the differences, if any."""
    it = base("verify")
    # As in the projector: a million small objects of which none is garbage.
    gc.set_threshold(1_000_000, 10, 100)
    started = time.monotonic()
    count = 0
    for difference in verify.differences(it.engine, ReferenceRules(it.reference)):
        typer.echo(difference)
        count += 1
    if count:
        raise GridError(f"{count} differences from the log. Keep this store for examination and restore, or replay it.")
    typer.echo(f"Everything shown agrees with the log ({time.monotonic() - started:.0f} s).")


@cli.command()
def dead(
    refeed: Annotated[list[int] | None, typer.Option(help="Feed this letter again, as it is; may be repeated.")] = None,
    after: Annotated[int, typer.Option(help="Only numbers above this.")] = 0,
    limit: Annotated[int, typer.Option(help="At most so many.")] = 100,
) -> None:
    """Lists dead letters with their reasons as JSON Lines; --refeed puts some back on the streams."""
    it = base("dead")
    with it.engine.connect() as connection:
        if not refeed:
            for letter in deadletters.listed(connection, after, limit):
                typer.echo(json.dumps(letter, ensure_ascii=False))
            return
        found = {no: deadletters.fields_of(connection, no) for no in refeed}
    missing = [no for no, fields in found.items() if fields is None]
    if missing:
        raise UsageError(f"There is no dead letter {missing[0]}; `python app.py dead` lists them.")
    with embedded.server(it.settings):
        intake = Intake(embedded.connect(it.settings), it.settings.shards)
        intake.append([{k: v for k, v in fields.items() if k != feeds.FEED} for fields in found.values() if fields])
    typer.echo(f"{len(found)} fed again; those that are still bad become new letters.")


@cli.command()
def skip(
    stream: Annotated[str, typer.Argument(help="An event stream, such as grid:events:3.")],
    yes: Annotated[
        bool, typer.Option("--yes", help="Do it; without this it only says what would be given up.")
    ] = False,
) -> None:
    """Gives up entries that a stream lost before they were applied, so that the projector can go on behind them."""
    from streams import gaps

    it = base("skip")
    with embedded.server(it.settings):
        typer.echo(gaps.skip(embedded.connect(it.settings), it.engine, stream, sure=yes))


def main() -> None:
    """Runs a command; what went wrong on purpose is one line on stderr, and the exit status says what kind it was."""
    try:
        raise SystemExit(cli(spread(sys.argv[1:], FILTERS), standalone_mode=False))
    except GridError as error:
        told, status = f"{type(error).__name__}: {error}", error.exit_code
    except TyperException as error:
        # Typer's own words would be five lines in a frame.
        reason = " ".join(error.format_message().split()).rstrip(".")
        told, status = f"{UsageError.__name__}: {reason}. See `python app.py --help`.", error.exit_code
    typer.echo(told, err=True)
    raise SystemExit(status)


if __name__ == "__main__":
    main()
