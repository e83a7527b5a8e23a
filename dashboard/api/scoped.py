"""What somebody may ask for: filters cut to his scope, personal fields masked where he does not need them."""

from collections.abc import Mapping
from typing import Any

from dashboard.api.problems import Problem
from dashboard.auth.who import Principal
from dashboard.domain import privacy

Filters = dict[str, tuple[str, ...]]


def within(who: Principal, filters: Filters) -> Filters:
    """The filters cut to the scope. Raises Problem 403 where something outside is asked for by name."""
    limits = {"area": who.scope.areas, "unit": who.scope.units}
    for key, limit in limits.items():
        beyond = [code for code in filters.get(key, ()) if limit is not None and code not in limit]
        if beyond:
            raise Problem(403, "out_of_scope", f"{key} {beyond[0][:64]!r} lies outside your scope", "leave it out")
    if not who.may("cases:personal") and any(map(privacy.is_personal, filters.get("reporter", ()))):
        raise Problem(
            403, "not_allowed", "asking by a person's name takes the right 'cases:personal'", "see docs/api.md"
        )
    narrowed = who.scope.narrow(filters)
    if narrowed is None:
        raise Problem(403, "out_of_scope", "your scope holds nothing", "an administrator can change it")
    return narrowed


def case_for(who: Principal, case: Mapping[str, Any]) -> dict[str, Any]:
    """A case as he may read it."""
    return dict(case) if who.may("cases:personal") else privacy.mask_case(case)


def sees(who: Principal, case: Mapping[str, Any]) -> bool:
    """Does this case lie in his scope?"""
    return who.scope.holds(case.get("area"), case.get("unit"))
