"""Every id that Python, CSS or the browser's scripts name. An id stands here or nowhere."""

from typing import Final

TICK: Final = "tick"
"""Store: one value per animation frame in which something changed; the callback that draws lists and points listens."""

TICK_HEAD: Final = "tick-head"
TICK_CHARTS: Final = "tick-charts"
"""Stores: the same, where the head, or charts and shading, may change: a callback costs more than what it draws."""

DRAWN: Final = "drawn"
"""Store: what the drawing of lists returns; nothing reads it."""

WALL: Final = "wall"
CONFIG: Final = "wall-config"

CLOCK: Final = "clock"
AS_OF: Final = "as-of"
BADGE: Final = "badge"
LINK: Final = "link"
ROTATION: Final = "rotation"
HEARTBEAT: Final = "heartbeat"
PAGES: Final = "pages"

GAUGE_CLOSURE: Final = "gauge-closure"
GAUGE_ON_TIME: Final = "gauge-on-time"
TREND: Final = "trend"

MATRIX_HEAD: Final = "matrix-head"

MAP: Final = "map"
DISTRICTS: Final = "districts"
LAKES: Final = "lakes"
INNER_LINES: Final = "inner-lines"
MINIMAP: Final = "minimap"
ZONES: Final = "zones"
MAP_NOTE: Final = "map-note"
MAP_LEGEND: Final = "map-legend"
POINTS: Final = "points"
"""The off-screen list of the cases that the canvas shows."""


def panel(name: str) -> str:
    """The id of a panel's element."""
    return f"panel-{name}"


def body(name: str) -> str:
    """The id of the element that a panel's rows are drawn into."""
    return f"body-{name}"


def scale(name: str) -> str:
    """The id of the head of a panel's linear scales."""
    return f"scale-{name}"


# The desks.

DESK_LOCATION: Final = "desk-location"
DESK_CONTENT: Final = "desk-content"
DESK_NAV: Final = "desk-nav"
DESK_PAST: Final = "desk-past"
DESK_NUDGE: Final = "desk-nudge"
"""Store: `{"changed": [kinds], "at": ms, "count": n}`, set by script when the server says that something changed."""

DESK_CLOCK: Final = "desk-clock"
DESK_BADGE: Final = "desk-badge"
DESK_LINK: Final = "desk-link"
DESK_USER: Final = "desk-user"


def admin(tab: str, part: str) -> str:
    """The id of a part of one of the administrator's tabs."""
    return f"admin-{tab}-{part}"


# The duty desk.

DUTY: Final = "duty"
DUTY_GRID: Final = "duty-grid"
DUTY_STRIP: Final = "duty-strip"
DUTY_CHIPS: Final = "duty-chips"
DUTY_HOTSPOTS: Final = "duty-hotspots"
"""How many hotspots there are."""
DUTY_SEARCH: Final = "duty-search"
DUTY_ASK: Final = "duty-ask"
"""Store: what the page wants to know of the queue, and what it holds already."""
DUTY_ANSWER: Final = "duty-answer"
DUTY_PICK: Final = "duty-pick"
"""Store: the case or alert that the drawer shows."""
DUTY_DRAWER: Final = "duty-drawer"
DUTY_SHEET: Final = "duty-sheet"
DUTY_MAP: Final = "duty-map"
DUTY_POINT: Final = "duty-point"
DUTY_DO: Final = "duty-do"
"""Store: acts to be done, with the form's token."""
DUTY_DONE: Final = "duty-done"
DUTY_KEEP: Final = "duty-keep"
"""Store: a filter to save or forget, a watch to add or strike, a hand-over to write or take."""
DUTY_KEPT: Final = "duty-kept"
DUTY_SHIFT: Final = "duty-shift"
"""The panel of roster and hand-over."""
DUTY_SHIFT_ASK: Final = "duty-shift-ask"
DUTY_PAPER: Final = "duty-paper"
"""The hand-over sheet as it is printed."""
DUTY_TOLD: Final = "duty-told"
"""What was said last, for readers of the screen."""


def duty_sink(name: str) -> str:
    """Store: what a script's callback returns; nothing reads it."""
    return f"duty-sink-{name}"


# Whistles.

WHISTLES: Final = "whistles"
WHISTLES_SEARCH: Final = "whistles-search"
WHISTLES_ASK: Final = "whistles-ask"
"""Store: the page wants the board as it stands."""
WHISTLES_ANSWER: Final = "whistles-answer"
WHISTLES_PICK: Final = "whistles-pick"
"""Store: the whistle that the drawer shows."""
WHISTLES_DRAWER: Final = "whistles-drawer"
WHISTLES_SHEET: Final = "whistles-sheet"
WHISTLES_MAP: Final = "whistles-map"
WHISTLES_POINTS: Final = "whistles-points"
WHISTLES_DO: Final = "whistles-do"
"""Store: an act to be done, with the form's token."""
WHISTLES_DONE: Final = "whistles-done"
WHISTLES_BLOW: Final = "whistles-blow"
"""Store: what a new whistle is blown for; the form opens."""
WHISTLES_FORM: Final = "whistles-form"
WHISTLES_FORM_BODY: Final = "whistles-form-body"
WHISTLES_BLOWN: Final = "whistles-blown"
"""Store: the whistle that was blown here last."""
WHISTLES_FOUND: Final = "whistles-found"
"""The table of the archive."""


def whistles_sink(name: str) -> str:
    """Store: what a script's callback returns; nothing reads it."""
    return f"whistles-sink-{name}"


def whistles_field(name: str) -> str:
    """The id of a field of the form by which a whistle is blown."""
    return f"whistles-field-{name}"


# The bulletin.

BULLETIN: Final = "bulletin"
BULLETIN_ASK: Final = "bulletin-ask"
"""Store: the report to be opened: its period, part of the city, edition, and the moment its figures are as of."""
BULLETIN_PAPER: Final = "bulletin-paper"
BULLETIN_SHEET: Final = "bulletin-sheet"
"""Where the paper is put, as HTML: it has thousands of elements, of which Dash need not know."""
BULLETIN_DRAWN: Final = "bulletin-drawn"
"""Store: the paper as HTML."""
BULLETIN_SIDE: Final = "bulletin-side"
BULLETIN_DO: Final = "bulletin-do"
"""Store: what is to be kept, sealed or sent."""
BULLETIN_DONE: Final = "bulletin-done"
BULLETIN_TOLD: Final = "bulletin-told"
"""What was said last, for readers of the screen."""
BULLETIN_FROM: Final = "bulletin-from"
BULLETIN_TO: Final = "bulletin-to"
BULLETIN_RECIPIENTS: Final = "bulletin-recipients"
BULLETIN_REASON: Final = "bulletin-reason"


def bulletin_sink(name: str) -> str:
    """Store: what a script's callback returns; nothing reads it."""
    return f"bulletin-sink-{name}"


# Cases.

CASES: Final = "cases"
CASES_FORM: Final = "cases-form"
CASES_GRID: Final = "cases-grid"
CASES_SAID: Final = "cases-said"
CASES_MAP: Final = "cases-map"
CASES_POINTS: Final = "cases-points"
CASES_ASK: Final = "cases-ask"
"""Store: what is looked for, and from where on."""
CASES_ANSWER: Final = "cases-answer"

CASE: Final = "case"
CASE_ASK: Final = "case-ask"
"""Store: the case that the page shows, and which version of it stands there."""
CASE_SHEET: Final = "case-sheet"
CASE_MAP: Final = "case-map"
CASE_POINTS: Final = "case-points"
CASE_DO: Final = "case-do"
"""Store: an act to be done, with the form's token."""
CASE_DONE: Final = "case-done"
CASE_TOLD: Final = "case-told"


def cases_sink(name: str) -> str:
    """Store: what a script's callback returns; nothing reads it."""
    return f"cases-sink-{name}"


def case_sink(name: str) -> str:
    """Store: the same on the page of one case."""
    return f"case-sink-{name}"


def cases_field(name: str) -> str:
    """The id of a field of the search's form."""
    return f"cases-field-{name}"


# The rankings.

RANKINGS: Final = "rankings"
RANKINGS_GRID: Final = "rankings-grid"
RANKINGS_ASK: Final = "rankings-ask"
"""Store: the page wants the table as it stands now."""
RANKINGS_ANSWER: Final = "rankings-answer"
RANKINGS_TREND_ASK: Final = "rankings-trend-ask"
RANKINGS_TREND: Final = "rankings-trend"
"""Store: the figure of each of the last days, by row, and the notes pinned to those days."""
RANKINGS_NOTE: Final = "rankings-note"
"""Store: a note to pin to a day, or one to take away."""
RANKINGS_NOTES: Final = "rankings-notes"
RANKINGS_FROM: Final = "rankings-from"
RANKINGS_TO: Final = "rankings-to"
RANKINGS_NOTE_DAY: Final = "rankings-note-day"
RANKINGS_NOTE_TEXT: Final = "rankings-note-text"


DISTRICT: Final = "district"
DISTRICT_ASK: Final = "district-ask"
"""Store: the page of one district wants its figures as they stand now."""
DISTRICT_SHEET: Final = "district-sheet"
DISTRICT_MORE: Final = "district-more"
"""What takes longer than the figures: outliers, patrols, hotspots, whistles."""


def rankings_sink(name: str) -> str:
    """Store: what a script's callback returns; nothing reads it."""
    return f"rankings-sink-{name}"


# Hotspots.

HOTSPOTS: Final = "hotspots"
HOTSPOTS_ASK: Final = "hotspots-ask"
"""Store: the list is wanted as it stands, narrowed to an area or a category."""
HOTSPOTS_PICK: Final = "hotspots-pick"
"""Store: the hotspot that is shown whole, among those that the list is narrowed to."""
HOTSPOTS_STRIP: Final = "hotspots-strip"
HOTSPOTS_LIST: Final = "hotspots-list"
HOTSPOTS_MAP: Final = "hotspots-map"
HOTSPOTS_POINTS: Final = "hotspots-points"
HOTSPOTS_SHEET: Final = "hotspots-sheet"


def hotspots_sink(name: str) -> str:
    """Store: what a script's callback returns; nothing reads it."""
    return f"hotspots-sink-{name}"
