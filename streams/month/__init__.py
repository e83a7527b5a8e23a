"""The built-in month: a synthetic November 2024 whose events give the published figures when they are counted by the
contract.

`build()` plans it (who files how much, where, what closes when), `Month.events()` reads it. Deterministic: the same
seed gives the same bytes. The published figures are read from dashboard/data as targets; nothing here counts events,
and nothing that counts knows this.

    published → loads, mix, hotline, closure (counts)  → population, settle, incidents (single cases)
              → lives (moments) → stream (days in order of time) → render (entries)
"""

from dashboard import reference
from streams.month import incidents, loads, population, settle
from streams.month.october import October
from streams.month.places import Places
from streams.month.population import City
from streams.month.published import Published
from streams.month.render import SOURCE, Entry
from streams.month.rhythm import Rhythm
from streams.month.stream import Month

__all__ = ["SOURCE", "Entry", "Month", "build"]

SEED = 202_411


def build(october: bool = False, seed: int = SEED) -> Month:
    """Plans the month; with `october` a whole October goes before it, which changes no figure of November.

    Without `october` only those cases of October are there that are due or still open in November. Takes about three
    seconds.
    """
    facts = reference.load()
    published = Published()
    city = City(
        seed,
        published,
        facts,
        loads.plan(published, facts.areas),
        Places(seed, facts.areas.all),
        Rhythm(facts.calendar),
    )
    november = population.november(city)
    before = population.october_due_in_november(city, november)
    carried = settle.settle(city, november, before)
    incidents.happen(city, november, [*before, *carried])
    cases = [*carried, *before, *november, *population.self_handled(city)]
    return Month(city, cases, October(city, november) if october else None)
