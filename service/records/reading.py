"""From a body or a line to an entity, or to all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from service.bridge import Entity
from service.errors import FieldProblem, InvalidInput
from service.records.candidate import CandidateRecord
from service.records.coach import CoachRecord
from service.records.organisation import OrganisationRecord
from service.records.problems import problems_of, problems_of_flaws
from service.records.vacancy import VacancyRecord
from solver.errors import InvalidRecord

Record = CandidateRecord | OrganisationRecord | VacancyRecord | CoachRecord

RECORDS: dict[str, type[Record]] = {
    "candidate": CandidateRecord,
    "organisation": OrganisationRecord,
    "vacancy": VacancyRecord,
    "coach": CoachRecord,
}
#: What stands in for a required field that is wrong, so that the others are judged too.
_STAND_INS: dict[str, object] = {
    "reference": "unknown",
    "organisation": "unknown",
    "kind": "volunteering",
    "seats": 10_000,
    "hoursPerWeek": 1,
}


def read_record(noun: str, body: Mapping[str, object], municipality: str) -> Entity:
    """Give the entity of a body; raises `InvalidInput` with every problem of it."""
    record = RECORDS[noun]
    try:
        return record.model_validate(body).to_solver(municipality)
    except ValidationError as wrong:
        errors = wrong.errors(include_url=False)
        problems = problems_of(errors)
        wrong_fields = {str(error["loc"][0]) for error in errors if error["loc"]}
    except InvalidRecord as flawed:
        problems = problems_of_flaws(flawed, record.WIRE_NAMES)
        raise _refused(noun, problems) from None
    raise _refused(noun, problems + _further_problems(record, body, wrong_fields))


def _refused(noun: str, problems: tuple[FieldProblem, ...]) -> InvalidInput:
    return InvalidInput(f"The {noun} was not accepted.", problems)


def _further_problems(
    record: type[Record], body: Mapping[str, object], wrong: set[str]
) -> tuple[FieldProblem, ...]:
    """Judge what is left when the fields already complained about are taken out."""
    if not wrong:
        return ()
    rest = {name: value for name, value in body.items() if name not in wrong}
    for name, field in record.model_fields.items():
        alias = field.alias or name
        if field.is_required() and alias not in rest:
            rest[alias] = _STAND_INS[alias]
    try:
        record.model_validate(rest).to_solver("GM0000")
    except InvalidRecord as flawed:
        further = problems_of_flaws(flawed, record.WIRE_NAMES)
        return tuple(p for p in further if p.field.partition(".")[0] not in wrong)
    return ()
