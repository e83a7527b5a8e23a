"""Whistles at the doors of the running system: numbers, lists, statistics, files; each for who may, of his part."""

from __future__ import annotations

import io
import json
import os
import secrets
from pathlib import Path
from typing import Any

import pytest

from dashboard.store.web.engine import open_web_engine
from dashboard.store.web.files import FileStore, Upload
from tests.integration.access.town import UNIT, Answer, Town
from tests.integration.pipeline.system import awaited

PHOTO = b"\xff\xd8\xff\xe0" + b"a photo" * 100
FILES = "/api/v1/whistles/{}/files"


def told(answer: Answer) -> Any:
    """The JSON of an answer that is good."""
    assert answer.status == 200, answer
    return json.loads(answer.text)


@pytest.fixture(scope="module")
def blown(town: Town) -> str:
    """A whistle of 五华区 that calls the department; its title holds what not everybody may read."""
    fields = {
        "level": "street",
        "area": "530102",
        "title": "联系人：张伟，反映占道",
        "departments": [UNIT],
        "kind": "key",
    }
    body = {"act": "whistle.blow", "token": secrets.token_urlsafe(15), "fields": fields}
    return str(told(town.who["officer"].ask("POST", "/api/v1/acts", json=body))["results"][0]["subject"])


def send(town: Town, name: str, whistle: str, content: bytes, token: str = "", **more: Any) -> Answer:
    """Somebody sends a file."""
    data = {"token": token or secrets.token_urlsafe(15), "note": "@王芳 请看"}
    files = {"file": ("现场.jpg", io.BytesIO(content), "text/html")}
    return town.who[name].ask("POST", FILES.format(whistle), data=data, files=files, **more)


def test_its_number_comes_by_itself(town: Town, blown: str) -> None:
    def number() -> str | None:
        found = told(town.who["officer"].ask("GET", "/api/v1/whistles?level=street&area=530102"))["whistles"]
        return next((one["number"] for one in found if one["id"] == blown), None)

    assert awaited(number, "the whistle has its number").endswith("（街道）重点哨1号")


def test_everybody_sees_his_own(town: Town, blown: str) -> None:
    """In lists, statistics and files; titles are masked for who does not need them."""
    seen = {}
    for name in ("officer", "viewer", "wuhua", "guandu", "department"):
        listed = told(town.who[name].ask("GET", "/api/v1/whistles"))
        counted = told(town.who[name].ask("GET", "/api/v1/whistles/statistics"))["total"]["blown"]
        table = town.who[name].ask("GET", "/api/v1/whistles.csv").text
        titles = [one["title"] for one in listed["whistles"] if one["id"] == blown]
        seen[name] = (titles, counted > 0, blown in table, "张伟" in table)
    plain, masked = "联系人：张伟，反映占道", "联系人：某某，反映占道"
    assert seen == {
        "officer": ([plain], True, True, True),
        "viewer": ([masked], True, True, False),
        "wuhua": ([plain], True, True, True),
        "guandu": ([], False, False, False),
        "department": ([plain], True, True, True),
    }
    assert town.who["guandu"].ask("GET", "/api/v1/whistles?area=530102").status == 403
    assert town.who["viewer"].ask("GET", "/api/v1/whistles?q=联系人：张伟").status == 403


def test_a_file_comes_in_as_a_note_and_goes_out_as_a_download(town: Town, blown: str) -> None:
    """Once for one form; only for who may, and of his part."""
    token = secrets.token_urlsafe(15)
    for _ in range(2):
        assert told(send(town, "department", blown, PHOTO, token))["results"][0]["status"] == "done"
    [file] = told(town.who["officer"].ask("GET", FILES.format(blown)))["files"]
    assert (file["name"], file["type"], file["size"]) == ("现场.jpg", "image/jpeg", len(PHOTO))
    path = f"{FILES.format(blown)}/{file['n']}"
    answer = town.who["officer"].http.get(f"{town.base}{path}", timeout=30)
    assert answer.content == PHOTO
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Type"] == "image/jpeg"
    statuses = {name: town.who[name].ask("GET", path).status for name in ("department", "viewer", "guandu", "board")}
    assert statuses == {"department": 200, "viewer": 403, "guandu": 403, "board": 403}
    assert town.who["officer"].ask("GET", f"{FILES.format('other')}/{file['n']}").status == 404


def test_what_is_not_taken(town: Town, blown: str) -> None:
    """By content, size, place, right and where it comes from; nothing of it is kept in the log."""
    before = told(town.who["officer"].ask("GET", FILES.format(blown)))
    assert send(town, "department", blown, b"<html><script>alert(1)</script>").status == 415
    assert send(town, "department", blown, PHOTO + bytes(10_000_000)).status == 413
    assert send(town, "department", "none", PHOTO).status == 404
    assert send(town, "viewer", blown, PHOTO).status == 403
    assert send(town, "department", blown, PHOTO, headers={"Origin": "https://elsewhere.example"}).status == 403
    made_up = {"act": "whistle.attach", "subject": blown, "token": "made-up-1", "fields": {"files": [{"n": 1}]}}
    assert town.who["officer"].ask("POST", "/api/v1/acts", json=made_up).status == 422
    assert told(town.who["officer"].ask("GET", FILES.format(blown))) == before


def test_a_file_that_no_event_names_is_not_given_out(town: Town, blown: str) -> None:
    """So it is when somebody is killed between keeping it and saying so; his form sent again says it."""
    settings = town.system.settings
    store = FileStore(open_web_engine(settings.web_database_url), settings.data_dir / "files")
    [kept] = store.add(blown, "killed-1", [Upload("a.jpg", "image/jpeg", io.BytesIO(PHOTO))], "user:1", 1)
    assert town.who["officer"].ask("GET", f"{FILES.format(blown)}/{kept.n}").status == 404


def test_what_no_event_names_is_swept(tmp_path: Path) -> None:
    """A day after the last touch, with its row and its content, unless another row has the same; so is what was left
    half written. A content that is not in the folder says nothing of its row.
    """
    store = FileStore(open_web_engine(f"sqlite:///{tmp_path / 'web.sqlite3'}"), tmp_path / "files")

    def kept(whistle: str, token: str, content: bytes) -> tuple[int, Path]:
        [row] = store.add(whistle, token, [Upload("a.jpg", "image/jpeg", io.BytesIO(content))], "user:1", 1)
        found = store.find(whistle, row.n)
        assert found is not None
        return row.n, found[1]

    named, told = kept("w-1", "form-0001", PHOTO)
    unsent, same = kept("w-1", "form-0002", PHOTO)
    loose, lost = kept("w-2", "form-0003", b"never sent")
    elsewhere, away = kept("w-2", "form-0004", b"on another machine")
    fresh, young = kept("w-2", "form-0005", b"just now")
    away.unlink()
    half = tmp_path / "files" / ".half"
    half.touch()
    for place in (told, lost, half):
        os.utime(place, (1_000, 1_000))
    assert same == told
    names = {"w-1": {named}, "w-2": set[int]()}
    assert store.sweep(names.__getitem__, 2_000) == 2
    assert [told.is_file(), lost.exists(), half.exists(), young.is_file()] == [True, False, False, True]
    assert [store.find(*one) is None for one in (("w-1", named), ("w-1", unsent), ("w-2", loose), ("w-2", fresh))] == [
        False, True, True, False,
    ]  # fmt: skip
    away.write_bytes(b"on another machine")
    assert store.find("w-2", elsewhere) is not None
    assert store.sweep(names.__getitem__, 500) == 0


class _Breaks(io.BytesIO):
    """A file whose end does not come."""

    def read(self, size: int | None = -1) -> bytes:
        if self.tell() > 0:
            raise ConnectionError
        return super().read(10)


def test_what_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    """Equal contents are kept once; the same form again gives the same files."""
    store = FileStore(open_web_engine(f"sqlite:///{tmp_path / 'web.sqlite3'}"), tmp_path / "files")
    upload = Upload("a.jpg", "image/jpeg", io.BytesIO(PHOTO))
    again = Upload("b.jpg", "image/jpeg", io.BytesIO(PHOTO))
    first = store.add("w", "form-0001", [upload, again], "user:1", 1)
    assert store.add("w", "form-0001", [upload, again], "user:1", 2) == first
    with pytest.raises(ConnectionError):
        store.add("w", "form-0002", [Upload("c.jpg", "image/jpeg", _Breaks(PHOTO))], "user:1", 1)
    assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1
