"""The registration of the algorithm: whole, within the standard, and true to what holds."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from sqlalchemy import Engine, text

from service.errors import InvalidInput
from service.settings import CHECKOUT
from service.texts import Language, named
from service.texts import registration as words
from service.usecases.registration import (
    Given,
    InForce,
    entries,
    in_force,
    markdown,
    registration,
)
from solver.codes import LegalRoute
from solver.rules import RULES
from solver.weights import DEFAULT_WEIGHTS, Mode, WeightSet
from tests.service.commanding import plaatsmaker
from tests.solver.weight_strategies import weight_sets

if TYPE_CHECKING:
    from tests.conftest import Database

ASKED = Given("algoritmes@aalten.example", source_code="https://code.example/plaatsmaker")
#: What the standard of the register (1.0) does not publish without, and how long a text may be.
NEEDED = {
    "Naam", "Korte omschrijving", "Organisatie", "Status", "Contactgegevens",
    "Publicatiecategorie", "Taal", "Schema",
}  # fmt: skip
BELOW = {
    "Naam": 100, "Korte omschrijving": 350, "Organisatie": 100, "Doel en impact": 2500,
    "Afwegingen": 2500, "Menselijke tussenkomst": 2500, "Risicobeheer": 2500,
    "Wettelijke basis": 2500, "Gegevens": 2500, "Technische werking": 5000, "Bron-ID": 100,
}  # fmt: skip
NIGHT = SimpleNamespace(
    publishes_by_itself=True, least_placed_percent=90, replayable_days=180, hold_back=False
)


def held(weights: WeightSet | None = None, **changed: Any) -> InForce:
    """Give what holds in a municipality."""
    facts: dict[str, Any] = {
        "place": "GM0197",
        "name": "Aalten",
        "weights": weights or WeightSet(),
        "row": SimpleNamespace(
            version=7, name="Reizen telt", motivation="Bus.", author="j.de.boer",
            approved_by="p.smit", approved_at=datetime(2026, 11, 2, tzinfo=UTC),
        ),
        "night": NIGHT,
        "begun": date(2026, 11, 24),
        "stopped": False,
    }  # fmt: skip
    return InForce(**facts | changed)


def filled(weights: WeightSet | None = None, **changed: Any) -> dict[str, str]:
    found = registration(held(weights, **changed), ASKED)
    return {key: value if isinstance(value, str) else "|".join(value)
            for key, value in found.items()}  # fmt: skip


def test_the_entries_are_those_of_the_standard() -> None:
    assert {entry.title for entry in entries() if entry.needed} == NEEDED
    assert {entry.title: entry.below for entry in entries() if entry.below} == BELOW


def test_every_field_is_filled_and_none_is_unknown_to_the_standard() -> None:
    found = filled()

    assert found.keys() == {entry.key for entry in entries()}
    assert all(value.strip() for value in found.values())
    assert not re.search(r"[{}]|Mode\.|None", "".join(found.values()))


def test_what_may_be_chosen_is_one_of_the_choices() -> None:
    found = filled()

    assert (found["status"], found["lang"], found["standard_version"]) == (
        "In gebruik", "nld", "1.0.0",
    )  # fmt: skip
    assert found["publication_category"] == "Hoog-risico AI-systemen"
    assert found["begin_date"] == "2026-11"
    assert found["organization"] == "Gemeente Aalten"


@given(weight_sets())
def test_whatever_the_weights_every_text_is_within_its_limit(weights: WeightSet) -> None:
    on = SimpleNamespace(**vars(NIGHT) | {"hold_back": True})
    found = filled(weights, night=on)

    for entry in entries():
        assert entry.below is None or len(found[entry.key]) < entry.below, entry.key


@pytest.mark.parametrize("criterion", sorted(DEFAULT_WEIGHTS))
def test_a_changed_weight_changes_the_text(criterion: str) -> None:
    other = WeightSet(weights={**DEFAULT_WEIGHTS, criterion: 90})

    before, after = filled()["methods_and_models"], filled(other)["methods_and_models"]

    name = named(criterion, Language.NL)
    share = f"{9000 / sum(other.weights.values()):.1f}".rstrip("0").rstrip(".").replace(".", ",")
    assert before != after
    assert f"- {name}: gewicht {DEFAULT_WEIGHTS[criterion]}, " in before
    assert f"- {name}: gewicht 90, {share} % van de fit." in after


def test_what_does_not_count_is_not_said_to_count() -> None:
    only = filled(WeightSet(weights={"travel": 3}))["methods_and_models"]

    assert "- reizen: gewicht 3, 100 % van de fit." in only
    assert only.count("gewicht") == 1


@pytest.mark.parametrize("rule", [rule.__name__ for rule in RULES])
def test_every_rule_is_told_and_how_strict_it_is(rule: str) -> None:
    assert named(rule, Language.NL) in filled()["methods_and_models"]


def test_another_strictness_changes_the_text() -> None:
    given = WeightSet(modes={"travel": Mode.SOFT, "language": Mode.MOTIVATE}, soft_penalty=1200)

    found = filled(given)

    assert "kosten elk 1.200 punten: reizen." in found["methods_and_models"]
    assert "motivering mag worden afgeweken: taalniveau." in found["methods_and_models"]
    assert "Een motivering is nodig" in found["human_intervention"]
    assert "Een motivering is nodig" not in filled()["human_intervention"]


def test_the_goals_the_kinds_and_the_thresholds_are_those_of_the_weight_set() -> None:
    given = WeightSet(placement_bonus=20_000, minimum_fit=5_100, max_steps_up=2, neutral=0.4)

    found = filled(given)

    assert "20.000 punten" in found["goal"]
    assert "5.100 punten" in found["goal"]
    assert "0,4 van 1" in found["methods_and_models"]
    assert "ten hoogste 2 treden" in found["methods_and_models"]
    assert "ten hoogste 1 trede omhoog" in filled()["methods_and_models"]
    for route in LegalRoute:
        assert f"- {named(route, Language.NL)}: " in found["lawful_basis"]


def test_people_and_the_night_are_told_as_the_region_has_them() -> None:
    by_hand = SimpleNamespace(**vars(NIGHT) | {"publishes_by_itself": False, "replayable_days": 1})

    assert "vanzelf zichtbaar" in filled()["human_intervention"]
    assert "als iemand het publiceert" in filled(night=by_hand)["human_intervention"]
    assert "blijft 180 dagen bewaard" in filled()["methods_and_models"]
    assert "blijft 1 dag bewaard" in filled(night=by_hand)["methods_and_models"]


def test_that_something_is_kept_for_people_who_are_expected_is_told_where_it_is() -> None:
    on = SimpleNamespace(**vars(NIGHT) | {"hold_back": True})

    told, silent = filled(night=on), filled()

    assert words.HOLD_BACK in told["methods_and_models"]
    assert words.NO_HOLD_BACK not in told["methods_and_models"]
    assert words.CAME_ON in told["source_data"]
    assert words.NO_HOLD_BACK in silent["methods_and_models"]
    assert words.HOLD_BACK not in silent["methods_and_models"]
    assert words.CAME_ON not in silent["source_data"]


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"begun": None}, "In ontwikkeling"),
        ({"stopped": True}, "Buiten gebruik"),
        ({}, "In gebruik"),
    ],
)
def test_the_status_is_how_it_is_used(changed: dict[str, Any], status: str) -> None:
    assert filled(**changed)["status"] == status


def test_nobody_is_named() -> None:
    written = markdown(registration(held(), ASKED))

    assert "de.boer" not in written
    assert "smit" not in written
    assert "door een tweede persoon goedgekeurd op 2 november 2026" in written


@pytest.mark.parametrize("record", sorted(words.FACTS, key=lambda record: record.__name__))
def test_every_fact_that_is_read_is_told_and_no_other(record: Any) -> None:
    whose, told = words.FACTS[record]

    assert told.keys() == {field.name for field in fields(record)}
    assert all(f"{name}" in filled()["source_data"] for name in told.values())
    assert whose in filled()["source_data"]


def test_the_pages_it_leads_to_are_there() -> None:
    assert [page for page in words.PAGES if not (CHECKOUT / page).is_file()] == []
    assert "https://code.example/plaatsmaker/docs/texts.md" in filled()["methods_and_models"]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (Given("nobody"), "contact_email"),
        (Given(""), "contact_email"),
        (Given("http://a.example"), "contact_email"),
        (Given("a@b.example", organisation="x" * 100), "organization"),
        (Given("a@b.example", source_code="code"), "publiccode"),
    ],
)
def test_what_the_standard_does_not_take_is_refused(given: Given, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        registration(held(), given)

    assert field in [problem.field for problem in refused.value.problems]


def test_a_region_is_no_organisation_and_must_be_given_one() -> None:
    with pytest.raises(InvalidInput) as refused:
        registration(held(place="AM09"), Given("a@b.example"))

    assert [problem.field for problem in refused.value.problems] == ["organization"]


def test_the_registration_can_be_read() -> None:
    lines = markdown(registration(held(), ASKED)).splitlines()

    assert [line for line in lines if line.startswith("## ")] == [
        f"## {group}" for group in words.ENTRIES
    ]
    assert {line[4:] for line in lines if line.startswith("### ")} == {
        entry.title for entry in entries()
    }


REGISTER = ("register", "GM0222", "--contact", "algoritmes@hier.example")


def test_the_command_writes_what_holds(database: Database, engine: Engine) -> None:
    before = plaatsmaker(*REGISTER, database=database)
    with engine.begin() as connection:
        for statement in ACTIVE_ROWS:
            connection.execute(text(statement), {"content": CONTENT})
    after = plaatsmaker(*REGISTER, database=database)
    shown = plaatsmaker(*REGISTER, "--markdown", database=database)

    assert (before.returncode, after.returncode) == (0, 0), before.stderr + after.stderr
    first, then = json.loads(before.stdout), json.loads(after.stdout)
    assert (first["status"], "begin_date" in first) == ("In ontwikkeling", False)
    assert (then["status"], then["begin_date"]) == ("In gebruik", "2026-11")
    assert (first["source_id"], then["source_id"]) == (
        "plaatsmaker-GM0222-1", "plaatsmaker-GM0222-2",
    )  # fmt: skip
    assert "- reizen: gewicht 10, 10 % van de fit." in first["methods_and_models"]
    assert "- reizen: gewicht 77, 46,1 % van de fit." in then["methods_and_models"]
    assert "### Technische werking" in shown.stdout


CONTENT = json.dumps(
    {
        "weights": DEFAULT_WEIGHTS | {"travel": 77},
        "modes": {}, "item_modes": {}, "kinds": {}, "placed_kinds": ["volunteering"],
        "skill_rarity": {},
    }
)  # fmt: skip
ACTIVE_ROWS = (
    "INSERT INTO weight_set (municipality, name, author, motivation, status, holds_from, content,"
    " approved_by, approved_at, activated_by, activated_at)"
    " VALUES ('GM0222', 'Reizen', 'a', 'Bus.', 'active', '2020-01-01', :content,"
    " 'b', now(), 'b', now())",
    "INSERT INTO match_run (id, region, status, plan_status, weight_set_version, today,"
    " requested_by, published_at) VALUES (gen_random_uuid(), 'AM09', 'finished', 'superseded', 1,"
    " '2026-11-03', 'test', '2026-11-03 06:00+00')",
)


def test_what_somebody_proposed_at_the_desk_is_use_too(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO proposal (id, municipality, candidate, start_day, fit, question,"
                " motivate, rather_not, source, proposed_by, proposed_at) VALUES"
                " (gen_random_uuid(), 'GM0222', 'k1', '2026-10-01', 5000, false, false, false,"
                " 'own', 'a', '2026-10-05 09:00+00')"
            )
        )
        begun = [
            in_force(connection, place, "AM09", date(2026, 11, 24)).begun
            for place in ("GM0222", "AM09")
        ]

    assert begun == [date(2026, 10, 5)] * 2


def test_the_command_refuses_a_place_that_is_not_known(database: Database, engine: Engine) -> None:
    answer = plaatsmaker("register", "GM9999", "--contact", "a@b.example", database=database)
    region = plaatsmaker("register", "AM09", "--contact", "a@b.example", database=database)

    assert (answer.returncode, "GM9999" in answer.stderr) == (1, True)
    assert (region.returncode, "organization: expected to be given" in region.stderr) == (1, True)
