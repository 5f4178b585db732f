"""Hypothesis strategies for the catalogue's entities, as they can be stored and sent."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from solver.coaches import Coach
from solver.codes import (
    ITEM_CODES,
    Condition,
    GuidanceLevel,
    Kind,
    LanguageLevel,
    LegalRoute,
    Licence,
    Sharing,
    Transport,
    Vog,
    Wish,
)
from solver.ground import Location, Period
from solver.people import Candidate, LoadCapacity, Preferences, Travel
from solver.places import Organisation, Recognition, Vacancy

MUNICIPALITY = "GM0222"
references = st.from_regex(r"[A-Za-z_.-]{1,12}", fullmatch=True)
codes = st.from_regex(r"[a-z][a-z_:.-]{0,8}", fullmatch=True)
code_sets = st.frozensets(codes, max_size=3)
reference_sets = st.frozensets(references, max_size=2)
names = st.text("abc ÉÜ€'\"\\\t,{}", max_size=20)
crebos = st.none() | st.sampled_from(["25498", "10001"])
days = st.dates(date(2020, 1, 1), date(2035, 12, 31))
postcodes = st.none() | st.sampled_from(["7001", "9999"])
masks = st.none() | st.integers(0, 2**21 - 1)
levels = st.dictionaries(st.sampled_from(ITEM_CODES), st.integers(0, 4), max_size=4)


@st.composite
def periods(draw: st.DrawFn) -> Period:
    start, end = sorted((draw(days), draw(days)))
    return Period(draw(st.sampled_from([None, start])), draw(st.sampled_from([None, end])))


locations = st.none() | st.builds(
    Location, st.floats(50.7, 53.6, allow_nan=False), st.floats(3.3, 7.3, allow_nan=False)
)


def quarters(most_hours: int, least: int = 0) -> st.SearchStrategy[int]:
    """Minutes that are whole quarters of an hour, as the wire gives them."""
    return st.integers(least, most_hours * 4).map(lambda quarter: quarter * 15)


@st.composite
def ordered_minutes(draw: st.DrawFn, count: int) -> list[int | None]:
    given = sorted(draw(st.lists(quarters(168), min_size=count, max_size=count)))
    return [draw(st.sampled_from([None, minutes])) for minutes in given]


@st.composite
def loads(draw: st.DrawFn) -> LoadCapacity:
    low, wish, high = draw(ordered_minutes(3))
    weeks = draw(st.lists(quarters(40), max_size=3))
    return LoadCapacity(
        min_week_minutes=low,
        wish_week_minutes=wish,
        max_week_minutes=high,
        max_day_minutes=draw(st.none() | quarters(24)),
        dayparts=draw(masks),
        abilities=draw(levels),
        conditions_needed=draw(st.frozensets(st.sampled_from(Condition), max_size=3)),
        build_up_week_minutes=tuple(weeks),
        build_up_from=draw(st.none() | days) if weeks else None,
    )


def wishes(keys: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, Wish]]:
    return st.dictionaries(keys, st.sampled_from(Wish), max_size=3)


def either(choices: Any) -> st.SearchStrategy[Any]:
    return st.none() | st.sampled_from(choices)


candidates = st.builds(
    Candidate,
    reference=references,
    municipality=st.just(MUNICIPALITY),
    priority=st.integers(1, 5),
    priority_reason=st.just("agreed by the team"),
    legal_route=either(LegalRoute),
    ladder_step=st.none() | st.integers(1, 6),
    present_kind=either(Kind),
    step_down_allowed=st.booleans(),
    exempt=st.none() | periods(),
    paused=st.none() | periods(),
    available=periods(),
    waiting_since=st.none() | days,
    location=locations,
    postcode=postcodes,
    load=loads(),
    guidance_level=either(GuidanceLevel),
    guidance_minutes=st.integers(0, 10_080),
    coaching_minutes=st.integers(0, 10_080),
    coach_specialisms=code_sets,
    coach_languages=code_sets,
    known_coach=st.none() | references,
    dutch=either(LanguageLevel),
    licences=st.none() | st.frozensets(st.sampled_from(Licence), max_size=3),
    vog=either(Vog),
    vog_expected=st.none() | days,
    crebo=crebos,
    skills=code_sets,
    preferences=st.builds(
        Preferences, work=wishes(codes), organisations=wishes(references), learning=wishes(codes)
    ),
    travel=st.builds(
        Travel,
        max_minutes=st.none() | st.integers(0, 300),
        max_km=st.none() | st.floats(0, 300),
        transports=st.frozensets(st.sampled_from(Transport), max_size=2),
    ),
    places_wanted=st.sampled_from([1, 2]),
    group=st.none() | codes,
    not_together_with=reference_sets,
    share_with_region=st.booleans(),
)

organisations = st.builds(
    Organisation,
    reference=references,
    municipality=st.just(MUNICIPALITY),
    name=names,
    sector=codes,
    total_seats=st.none() | st.integers(0, 1000),
    guidance_minutes=st.none()
    | st.dictionaries(st.sampled_from(GuidanceLevel), quarters(100), max_size=3),
    recognitions=st.lists(
        st.builds(Recognition, crebo=st.sampled_from(["25498", "10001"]), period=periods()),
        max_size=2,
    ).map(tuple),
)


@st.composite
def start_dates(draw: st.DrawFn, period: Period, term: int | None) -> tuple[date, ...]:
    """Days a term apart within a period."""
    if term is None:
        return ()
    first, most = period.start or date(2026, 12, 1), draw(st.integers(0, 4))
    days = (first + timedelta(weeks=term * number, days=number) for number in range(most))
    return tuple(day for day in days if period.holds(day))


@st.composite
def vacancies(draw: st.DrawFn, organisation: str = "home") -> Vacancy:
    seats = draw(st.integers(1, 10_000))
    low, high = draw(ordered_minutes(2))
    term, period = draw(st.none() | st.integers(1, 520)), draw(periods())
    return Vacancy(
        reference=draw(references),
        municipality=MUNICIPALITY,
        organisation=organisation,
        kind=draw(st.sampled_from(Kind)),
        seats=seats,
        name=draw(names),
        work=draw(codes),
        min_start=draw(st.integers(1, seats)),
        period=period,
        term_weeks=term,
        start_dates=draw(start_dates(period, term)),
        sharing=draw(st.sampled_from(Sharing)),
        location=draw(locations),
        postcode=draw(postcodes),
        min_week_minutes=low,
        max_week_minutes=high,
        day_minutes=draw(st.none() | quarters(24)),
        dayparts=draw(masks),
        dayparts_needed=draw(st.integers(1, 21)),
        demands=draw(levels),
        conditions=draw(st.dictionaries(st.sampled_from(Condition), st.booleans(), max_size=3)),
        dutch=draw(either(LanguageLevel)),
        licences=draw(st.frozensets(st.sampled_from(Licence), max_size=2)),
        vog_required=draw(st.booleans()),
        crebo=draw(crebos),
        skills=draw(code_sets),
        learning=draw(code_sets),
        needs_coach=draw(st.booleans()),
    )


coaches = st.builds(
    Coach,
    reference=references,
    municipality=st.just(MUNICIPALITY),
    week_minutes=quarters(168, least=1),
    specialisms=code_sets,
    languages=code_sets,
    area=st.frozensets(st.sampled_from(["GM0222", "GM0197"])),
    available=periods(),
)

ENTITIES: dict[str, st.SearchStrategy[Any]] = {
    "candidate": candidates,
    "organisation": organisations,
    "vacancy": vacancies(),
    "coach": coaches,
}
