"""The duty desk at a past moment (`?at=`): what stood in its queue then. It is read; nothing can be done there."""

from __future__ import annotations

from typing import Any

from callbacks.desk_past import moment_of
from callbacks.duty_answers import Answers, Ask, Do, DutyDeps, Pick
from dashboard.acts.decide import inside
from dashboard.auth.who import Principal
from dashboard.store.duty_past import DutyPast
from dashboard.views.duty import rows, sheet
from dashboard.views.duty.sheet import Sheet
from dashboard.views.duty.words import Say


def answers_at(answers: Answers, past: DutyPast, search: str | None) -> Answers:
    """Who answers for the moment that an address asks for."""
    at = moment_of(search, answers.deps.zone)
    return answers if at is None else PastAnswers(answers.deps, past, at)


class PastAnswers(Answers):
    """Answers as of one moment."""

    def __init__(self, deps: DutyDeps, past: DutyPast, at: int) -> None:
        super().__init__(deps)
        self._past = past
        self._at = at

    def queue(self, ask: Ask, who: Principal, say: Say) -> dict[str, Any]:  # noqa: ARG002 – all is told, whatever is known
        """The whole queue, alerts and strip as they were. Chances of being late were not kept."""
        reference = self.deps.reader.reference
        seen = self.deps.run(self._past.seen, who.scope, self._at)
        alerts = [alert for alert in seen.alerts if inside(who.scope, alert)]
        return {
            "at": self._at,
            "seq": seen.queue.seq,
            "whole": True,
            "cases": [rows.case_row(case, reference) for case in seen.queue.cases],
            "gone": [],
            "late": seen.queue.late,
            "coming": seen.queue.coming,
            "open": [alert.subject for alert in alerts],
            "alerts": self._told(alerts, None),
            "members": [],
            "strip": self._strip(alerts, who, self._at) | {"handover": None, "hotspots": None},
            "risks": None,
        }

    def sheet(self, pick: Pick, who: Principal, say: Say) -> Sheet | None:
        """A case or an alert as it stood, without acts."""
        reference, titles = self.deps.reader.reference, self.deps.titles
        find = self._past.alert if pick["about"] == "alert" else self._past.case
        found = self.deps.run(find, pick["id"], self._at)
        if found is None:
            return None
        if found.alert is not None:
            seen = inside(who.scope, found.alert)
            return sheet.of_alert(found.alert, found.events, reference, titles, say) if seen else None
        if not who.scope.holds(found.case.area, found.case.unit):
            return None
        return sheet.of_case(found.case, found.events, reference, self._at, say, personal=who.may("cases:personal"))

    def do(self, wanted: Do, who: Principal, address: str) -> list[dict[str, Any]]:  # noqa: ARG002 – as the present's
        """Nothing: what is past has been."""
        return []
