"""When a process builds its reference data anew: when somebody changed it, or a moment has come."""

import sqlalchemy as sa

from dashboard import reference
from dashboard.domain.revisions import Revision
from dashboard.reference_live import LiveReference, differs_from, fold_mark


class Kept:
    """Edits in memory, which may be away."""

    def __init__(self) -> None:
        self.all: list[Revision] = []
        self.away = False

    def stamp(self) -> int:
        if self.away:
            raise sa.exc.OperationalError("asked", None, Exception("away"))
        return len(self.all)

    def revisions(self) -> list[Revision]:
        return list(self.all)


def live(edits: Kept) -> LiveReference:
    return LiveReference("Asia/Shanghai", None, edits, every_s=0)


FILES = reference.files()
AREAS = FILES["areas"][0].rows


def test_nothing_new_is_no_change() -> None:
    edits = Kept()
    here = live(edits)
    here.load(None)
    assert not here.changed(5)
    assert here.timeless


def test_an_edit_is_seen_and_loaded_once() -> None:
    edits = Kept()
    here = live(edits)
    here.load(5)
    edits.all.append(Revision("limits", 1, 100, FILES["limits"][0].rows))
    assert here.changed(5)
    here.load(5)
    assert not here.changed(5)


def test_a_version_that_comes_into_force_is_a_change() -> None:
    edits = Kept()
    edits.all.append(Revision("areas", 1, 100, AREAS[1:]))
    here = live(edits)
    assert AREAS[0]["code"] in here.load(99).areas.by_code
    assert not here.changed(99)
    assert here.changed(100)
    assert AREAS[0]["code"] not in here.load(100).areas.by_code
    assert here.changed(99), "a replay may go back"
    assert not here.timeless


def test_a_store_that_is_away_changes_nothing() -> None:
    edits = Kept()
    here = live(edits)
    here.load(None)
    edits.away = True
    assert not here.changed(5)


def test_the_store_is_not_asked_more_often_than_said() -> None:
    edits = Kept()
    now = 0.0
    here = LiveReference("Asia/Shanghai", None, edits, every_s=5, monotonic=lambda: now)
    here.load(None)
    edits.all.append(Revision("limits", 1, 100, FILES["limits"][0].rows))
    assert not here.changed(5)
    now = 5.0
    assert here.changed(5)


def test_marks_say_from_when_folds_differ() -> None:
    limits = FILES["limits"][0].rows
    without = fold_mark(FILES)
    one = fold_mark(reference.merged(FILES, [Revision("limits", 1, 100, limits[1:])]))
    other = fold_mark(
        reference.merged(FILES, [Revision("limits", 1, 100, limits[1:]), Revision("limits", 2, 50, limits)])
    )
    assert differs_from(without, without) is None
    assert differs_from(without, one) == 100
    assert differs_from(one, other) == 50
    assert fold_mark(reference.merged(FILES, [Revision("areas", 1, 100, AREAS)])) == without
