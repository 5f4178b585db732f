"""The catalogue as it travels: one pydantic record per noun, camelCase, unknown fields refused."""

from service.records.candidate import CandidateRecord
from service.records.coach import CoachRecord
from service.records.organisation import OrganisationRecord
from service.records.problems import problems_of
from service.records.reading import RECORDS, read_record
from service.records.vacancy import VacancyRecord

__all__ = [
    "RECORDS",
    "CandidateRecord",
    "CoachRecord",
    "OrganisationRecord",
    "VacancyRecord",
    "problems_of",
    "read_record",
]
