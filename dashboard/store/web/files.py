"""Files that came with whistles' notes: their content by its SHA-256 in a folder, and a row for each.

A file is whole and synced on the disk before its row is, and its row before any event names it: whoever is killed
between leaves at most a file that nobody names, never a name without its file. Such files, and those whose events lost
their words to retention, are swept (`streams.file_watch` says when). Calls block.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from collections.abc import Callable, Container
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from stat import S_ISREG
from typing import IO, Final, NamedTuple

import sqlalchemy as sa

from dashboard.acts.forms import Stored
from dashboard.store.web.tables import files as t

_CHUNK: Final = 1 << 20
_ROWS: Final = 500


class Upload(NamedTuple):
    """A file as it came: checked name and type, and its content."""

    name: str
    type: str
    content: IO[bytes]


class FileStore:
    """Files under `folder`, rows in the web's own database. Safe in several threads and processes."""

    def __init__(self, engine: sa.Engine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder

    def add(self, whistle: str, token: str, uploads: list[Upload], by: str, at_ms: int) -> list[Stored]:
        """Keeps the files of one form, in order. The same form (`token`) again gives the files that it gave first."""
        kept = [(upload, *self._keep(upload.content)) for upload in uploads]
        for place, (upload, digest, size) in enumerate(kept):
            key = {"whistle": whistle, "token": token, "place": place}
            told = {"name": upload.name, "type": upload.type, "size": size, "sha256": digest, "by": by, "at": at_ms}
            with contextlib.suppress(sa.exc.IntegrityError), self._engine.begin() as connection:
                connection.execute(t.insert().values(**key, **told))
        columns = [t.c[name] for name in Stored._fields]
        query = sa.select(*columns).where(t.c.whistle == whistle, t.c.token == token).order_by(t.c.place)
        with self._engine.connect() as connection:
            return [Stored(*row) for row in connection.execute(query)]

    def find(self, whistle: str, n: int) -> tuple[Stored, Path] | None:
        """A whistle's file and where its content is; None where there is none."""
        columns = [t.c[name] for name in Stored._fields]
        with self._engine.connect() as connection:
            row = connection.execute(sa.select(*columns).where(t.c.whistle == whistle, t.c.n == n)).first()
        if row is None:
            return None
        found = Stored(*row)
        place = self._place(found.sha256)
        return (found, place) if place.is_file() else None

    def sweep(self, named: Callable[[str], Container[int]], before: float) -> int:
        """Lets go of the files that nobody `named` (a whistle → numbers) and that were last touched before that moment
        (epoch s, the machine's clock), and of contents without a row; how many contents went.

        A content that is not in this folder says nothing of its age: its row stays.
        """
        with self._engine.connect() as connection:
            rows = connection.execute(sa.select(t.c.whistle, t.c.n, t.c.sha256).order_by(t.c.whistle)).all()
        old = [row for row in rows if _is_older(self._place(row.sha256), before)]
        gone = [
            row.n
            for whistle, its in groupby(old, itemgetter(0))
            for known in (named(whistle),)
            for row in its
            if row.n not in known
        ]
        for start in range(0, len(gone), _ROWS):
            with self._engine.begin() as connection:
                connection.execute(t.delete().where(t.c.n.in_(gone[start : start + _ROWS])))
        with self._engine.connect() as connection:
            kept = set(connection.execute(sa.select(t.c.sha256)).scalars())
        # Whoever adds an equal content at this moment has just touched it.
        loose = [one for one in self._folder.rglob("*") if one.name not in kept and _is_older(one, before)]
        for one in loose:
            one.unlink(missing_ok=True)
        return len(loose)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest

    def _keep(self, content: IO[bytes]) -> tuple[str, int]:
        """SHA-256 and size of what is now on the disk, once for equal contents."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        digest, size = hashlib.sha256(), 0
        content.seek(0)
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".", delete=False) as written:
            try:
                while piece := content.read(_CHUNK):
                    digest.update(piece)
                    size += len(piece)
                    written.write(piece)
                written.flush()
                os.fsync(written.fileno())
                place = self._place(digest.hexdigest())
                place.parent.mkdir(exist_ok=True, mode=0o700)
                Path(written.name).replace(place)
            except BaseException:
                Path(written.name).unlink(missing_ok=True)
                raise
        _sync(place.parent)
        return digest.hexdigest(), size


def _is_older(place: Path, before: float) -> bool:
    """Is it a file, last touched before that?"""
    try:
        found = place.stat()
    except FileNotFoundError:
        return False
    return S_ISREG(found.st_mode) and found.st_mtime < before


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
