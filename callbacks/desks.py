"""Puts the desks together: which pages there are, and what each stands on. Called by app.py, once a worker."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from dash import Dash
from flask import Flask

from callbacks.admin import page as admin
from callbacks.admin.deps import AdminDeps
from callbacks.bulletin import bulletin_page
from callbacks.bulletin_answers import Bulletins
from callbacks.cases import cases_page
from callbacks.cases_answers import CasesDeps
from callbacks.desk_app import DeskOptions, create_desk_app
from callbacks.duty import duty_page
from callbacks.duty_answers import DutyDeps
from callbacks.hotspots import HotspotDeps, hotspots_page
from callbacks.rankings import rankings_page
from callbacks.rankings_answers import RankingDeps
from callbacks.wall_app import GEO
from callbacks.whistles import whistles_page
from callbacks.whistles_answers import WhistleDeps
from dashboard.acts.port import Acting
from dashboard.admin.machines import Machines
from dashboard.admin.people import People
from dashboard.admin.tables import Tables
from dashboard.admin.walls import Walls
from dashboard.auth.auditor import Auditor
from dashboard.district import Districts
from dashboard.domain import alert_rules, ranking
from dashboard.domain.alert_rules import RULES, RuleBook
from dashboard.domain.clock import CityClock
from dashboard.domain.edited_tables import REFERENCE_KINDS, History
from dashboard.domain.hotspots import Limits, limits_of
from dashboard.domain.revisions import Revision
from dashboard.offload import offload
from dashboard.rankings import rankings_of
from dashboard.report_desk import ReportDesk
from dashboard.store.alerts import AlertReader
from dashboard.store.asking import Asker
from dashboard.store.case_life import CaseLives
from dashboard.store.district import DistrictReader
from dashboard.store.duty import DutyStore
from dashboard.store.duty_history import DutyHistory
from dashboard.store.duty_past import DutyPast
from dashboard.store.duty_wits import Wits
from dashboard.store.first_responses import FirstResponses
from dashboard.store.hotspots import HotspotReader
from dashboard.store.reader import Reader
from dashboard.store.web.audit import AuditStore
from dashboard.store.web.devices import DeviceStore
from dashboard.store.web.edits import EditStore
from dashboard.store.web.filters import FilterStore
from dashboard.store.web.handovers import HandoverStore
from dashboard.store.web.keys import KeyStore
from dashboard.store.web.notes import NoteStore
from dashboard.store.web.rosters import RosterStore
from dashboard.store.web.users import UserStore
from dashboard.store.whistle_reader import WhistleReader

_KINDS = (*REFERENCE_KINDS, alert_rules.TABLE, ranking.TABLE)


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desks stand on. `web_engine` is the web's own store, `files` the tables that the program brings,
    `reports` what wall devices last told of themselves, `report_desk` where situation reports are kept,
    `kept_hotspots` the hotspots that were found last.
    """

    reader: Reader
    web_engine: sa.Engine
    files: History
    auditor: Auditor
    clock: Callable[[], CityClock]
    reports: Callable[[], Mapping[str, Mapping[str, Any]]]
    acting: Acting
    kept_hotspots: Callable[[], bytes | None]
    report_desk: ReportDesk
    options: DeskOptions


def mount(server: Flask, parts: DeskParts) -> Dash:
    """The desks on a server."""
    duty = _duty(parts)
    pages = (
        duty_page(duty, GEO, DutyPast(parts.reader)),
        whistles_page(_whistles(parts, duty.wits), GEO),
        cases_page(_cases(parts), GEO),
        hotspots_page(_hotspots(parts), GEO),
        rankings_page(_rankings(parts), GEO),
        bulletin_page(Bulletins(parts.report_desk, offload, parts.auditor.here)),
        admin.page(_admin(parts)),
    )
    return create_desk_app(server, pages, parts.options)


def _admin(parts: DeskParts) -> AdminDeps:
    zone, edits = parts.reader.zone, EditStore(parts.web_engine)
    return AdminDeps(
        people=People(UserStore(parts.web_engine)),
        walls=Walls(DeviceStore(parts.web_engine)),
        machines=Machines(KeyStore(parts.web_engine), zone),
        tables=Tables(_KINDS, {**parts.files, **_usual_rules()}, edits, parts.clock, _machine_ms, zone),
        audit=parts.auditor,
        log=AuditStore(parts.web_engine),
        reference=lambda: parts.reader.reference,
        reports=parts.reports,
        real_ms=_machine_ms,
        zone=zone,
    )


def _usual_rules() -> History:
    """Alert rules and weights as they stand before anybody edits them."""
    usual = {alert_rules.TABLE.name: alert_rules.usual_rows(), ranking.TABLE.name: ranking.usual_rows()}
    return {name: [Revision(name, 0, 0, tuple(rows))] for name, rows in usual.items()}


def _duty(parts: DeskParts) -> DutyDeps:
    engine, reader = parts.reader.engine, parts.reader
    return DutyDeps(
        reader=reader,
        store=DutyStore(engine),
        alerts=AlertReader(engine),
        wits=Wits(DutyHistory(engine), lambda: reader.reference, offload),
        acting=parts.acting,
        rosters=RosterStore(parts.web_engine),
        handovers=HandoverStore(parts.web_engine),
        filters=FilterStore(parts.web_engine),
        city_now=lambda: parts.clock().now(_machine_ms()),
        zone=reader.zone,
        titles={rule.name: rule.label for rule in RULES},
        synthetic=lambda: parts.clock().synthetic,
        note=parts.auditor.here,
        hotspots=hotspot_reader(parts).newest,
        run=offload,
    )


def _whistles(parts: DeskParts, wits: Wits) -> WhistleDeps:
    engine, reader = parts.reader.engine, parts.reader
    return WhistleDeps(
        whistles=WhistleReader(engine, reader.rules),
        responses=FirstResponses(engine, reader.rules),
        cases=_lives(parts),
        wits=wits,
        acting=parts.acting,
        reference=lambda: reader.reference,
        city_now=lambda: parts.clock().now(_machine_ms()),
        zone=reader.zone,
        hotspot=hotspot_reader(parts).named,
        run=offload,
    )


def _hotspots(parts: DeskParts) -> HotspotDeps:
    reader = parts.reader

    def clock() -> tuple[CityClock, int]:
        read = parts.clock()
        return read, read.now(_machine_ms())

    return HotspotDeps(
        hotspots=hotspot_reader(parts),
        cases=_lives(parts),
        whistles=WhistleReader(reader.engine, reader.rules),
        reference=lambda: reader.reference,
        clock=clock,
        zone=reader.zone,
        run=offload,
    )


def hotspot_reader(parts: DeskParts) -> HotspotReader:
    """Hotspots by the limits that people last saved."""
    edits = EditStore(parts.web_engine)

    def limits(at: int) -> Limits:
        return limits_of(RuleBook(edits.revisions((alert_rules.TABLE.name,))).at(at)["hotspot"])

    return HotspotReader(parts.reader, limits, parts.kept_hotspots, offload)


def _cases(parts: DeskParts) -> CasesDeps:
    reader = parts.reader
    return CasesDeps(
        reader=reader,
        lives=_lives(parts),
        asker=Asker(reader),
        acting=parts.acting,
        city_now=lambda: parts.clock().now(_machine_ms()),
        zone=reader.zone,
        titles={rule.name: rule.label for rule in RULES},
        hotspots=hotspot_reader(parts).newest,
        run=offload,
    )


def _rankings(parts: DeskParts) -> RankingDeps:
    reader, rankings = parts.reader, rankings_of(parts.reader, parts.web_engine)
    return RankingDeps(
        rankings=rankings,
        districts=Districts(
            rankings,
            DistrictReader(reader.engine, reader.zone),
            WhistleReader(reader.engine, reader.rules).standing,
            parts.options.city,
        ),
        hotspots=hotspot_reader(parts).now,
        notes=NoteStore(parts.web_engine),
        city_now=lambda: parts.clock().now(_machine_ms()),
        real_ms=_machine_ms,
        note=parts.auditor.here,
        run=offload,
    )


def _lives(parts: DeskParts) -> CaseLives:
    return CaseLives(parts.reader, WhistleReader(parts.reader.engine, parts.reader.rules).of_case)


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000
