"""Puts the desks together: which pages there are, and what each stands on. Called by app.py, once a worker."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import sqlalchemy as sa
from dash import Dash
from flask import Flask

from callbacks.admin import page as admin
from callbacks.admin.deps import AdminDeps
from callbacks.desk_app import DeskOptions, create_desk_app
from dashboard.admin.people import People
from dashboard.admin.tables import Tables
from dashboard.auth.auditor import Auditor
from dashboard.domain.clock import CityClock
from dashboard.domain.edited_tables import REFERENCE_KINDS, History
from dashboard.store.reader import Reader
from dashboard.store.web.edits import EditStore
from dashboard.store.web.users import UserStore


@dataclass(frozen=True, slots=True)
class DeskParts:
    """What the desks stand on. `web_engine` is the web's own store, `files` the tables that the program brings."""

    reader: Reader
    web_engine: sa.Engine
    files: History
    auditor: Auditor
    clock: Callable[[], CityClock]
    options: DeskOptions


def mount(server: Flask, parts: DeskParts) -> Dash:
    """The desks on a server."""
    return create_desk_app(server, (admin.page(_admin(parts)),), parts.options)


def _admin(parts: DeskParts) -> AdminDeps:
    zone, edits = parts.reader.zone, EditStore(parts.web_engine)
    return AdminDeps(
        people=People(UserStore(parts.web_engine)),
        tables=Tables(REFERENCE_KINDS, parts.files, edits, parts.clock, _machine_ms, zone),
        audit=parts.auditor,
        reference=lambda: parts.reader.reference,
        zone=zone,
    )


def _machine_ms() -> int:
    return time.time_ns() // 1_000_000
