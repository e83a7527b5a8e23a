"""Photos and papers of a whistle: POST and GET /api/v1/whistles/<id>/files, GET /api/v1/whistles/<id>/files/<n>.

A file comes in as a note of the whistle's log: the event is what counts, and only files that an event of the whistle
names are given out. Types are told by content, not by name; every file goes out as a download, never as a page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, Response, request, send_file
from werkzeug.datastructures import FileStorage

from dashboard.acts.decide import TOKEN, Asked
from dashboard.acts.port import Acting
from dashboard.api import acts
from dashboard.api.problems import Problem, answer
from dashboard.auth import current
from dashboard.auth.auditor import Auditor
from dashboard.auth.who import Principal
from dashboard.domain.file_types import ENDINGS, named, type_of
from dashboard.domain.whistle import Whistle
from dashboard.offload import offload
from dashboard.store.web.files import FileStore, Upload
from dashboard.store.whistle_reader import WhistleReader

MOST_FILES: Final = 10
"""In one note."""
_ACT: Final = "whistle.attach"
_NUMBER: Final = re.compile(r"[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class FileDoors:
    """What the doors stand on. `most_bytes`: the largest file; `city_now` is the city's clock, ms UTC."""

    whistles: WhistleReader
    files: FileStore
    acting: Acting
    auditor: Auditor
    most_bytes: int
    city_now: Callable[[], int]


def blueprint(deps: FileDoors) -> Blueprint:
    """The doors."""
    doors = Blueprint("api_whistle_files", __name__)

    @doors.post("/api/v1/whistles/<path:whistle_id>/files")
    def post_files(whistle_id: str) -> Response:
        who = current.known()
        token = request.form.get("token", "")
        _may_attach(deps.acting, whistle_id, who)
        if not TOKEN.fullmatch(token):
            raise Problem(422, "bad_token", "'token' is 8 to 64 letters, digits, - or _", "send one for each form")
        uploads = [_checked(one, deps.most_bytes) for one in _sent()]
        stored = offload(deps.files.add, whistle_id, token, uploads, f"{who.kind}:{who.id}", deps.city_now())
        fields = {"note": request.form.get("note", ""), "files": stored}
        outcome = deps.acting.act([Asked(_ACT, whistle_id, fields, token)], who, request.remote_addr or "")[0]
        return answer({"results": [acts.told(outcome)]}, acts.status_of(outcome))

    @doors.get("/api/v1/whistles/<path:whistle_id>/files")
    def get_files(whistle_id: str) -> Response:
        found = _seen(deps.whistles, whistle_id)
        names = ("n", "name", "type", "size", "sha256")
        return answer({"files": [{name: getattr(one, name) for name in names} for one in found.files]})

    @doors.get("/api/v1/whistles/<path:whistle_id>/files/<n>")
    def get_file(whistle_id: str, n: str) -> Response:
        current.require("cases:personal")  # a photo shows faces and number plates
        one = _named(_seen(deps.whistles, whistle_id), n)
        held = offload(deps.files.find, whistle_id, one) if one is not None else None
        if held is None:
            raise Problem(404, "no_such_file", f"this whistle has no file {n[:20]!r}", "see the list of its files")
        stored, place = held
        deps.auditor.here("whistle.file", f"{whistle_id} {stored.n}")
        response = send_file(place, stored.type, as_attachment=True, download_name=stored.name, max_age=0)
        response.headers["X-Content-Type-Options"] = "nosniff"
        response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return doors


def _may_attach(acting: Acting, whistle_id: str, who: Principal) -> None:
    """Before anything is kept: a note may be written there now. Raises Problem."""
    if not who.may("whistles:act") and not who.may("whistles:answer"):
        raise Problem(403, "not_allowed", "this takes 'whistles:act' or 'whistles:answer'", "see docs/api.md")
    offers = acting.offers("whistle", whistle_id, who)
    note = next((one for one in offers or () if one.act.name == "whistle.note"), None)
    if note is None:
        raise _no_such(whistle_id)
    if note.refused is not None:
        raise Problem(409, note.refused.reason, note.refused.sentence, "see the whistle's log")


def _sent() -> list[FileStorage]:
    found = [one for one in request.files.getlist("file") if one.filename]
    if not 1 <= len(found) <= MOST_FILES or set(request.files) - {"file"} or set(request.form) - {"note", "token"}:
        raise Problem(
            400, "bad_body", "a form with 'file' (1 to 10), 'token' and 'note' is asked for", "send multipart/form-data"
        )
    return found


def _checked(one: FileStorage, most_bytes: int) -> Upload:
    size = one.stream.seek(0, 2)
    if not 0 < size <= most_bytes:
        raise Problem(413, "too_large", f"a file has {size} bytes", f"1 to {most_bytes} bytes (GRID_FILE_MB)")
    kind = type_of(one.stream)
    if kind is None:
        endings = " ".join(ENDINGS.values())
        raise Problem(415, "bad_type", "a file is of no type that is taken", f"by its content, one of: {endings}")
    return Upload(named(one.filename or "", kind), kind, one.stream)


def _seen(whistles: WhistleReader, whistle_id: str) -> Whistle:
    """The whistle, if it is there for who asks. Raises Problem 404."""
    who = current.require("whistles:see")
    found = offload(whistles.named, whistle_id) if "\x00" not in whistle_id else None
    if found is None or not who.scope.holds_whistle(found.area, found.departments):
        raise _no_such(whistle_id)
    return found


def _named(found: Whistle, n: str) -> int | None:
    """The number, if an event of the whistle names such a file."""
    number = int(n) if _NUMBER.fullmatch(n) else 0
    return number if any(one.n == number for one in found.files) else None


def _no_such(whistle_id: str) -> Problem:
    return Problem(404, "no_such_whistle", f"there is no whistle {whistle_id[:80]!r}", "an id is its events' subject")
