"""What tests of history share: placements that began before today."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import text

from tests.service.api_client import Api
from tests.service.tenancy import OWN

PLACEMENT = text(
    "INSERT INTO placement (id, municipality, candidate, vacancy_municipality, vacancy, start_day,"
    " end_day, week_minutes, end_reason, pinned, reason)"
    " VALUES (:id, :code, :candidate, :code, :vacancy, :start, :end, :minutes, :reason, :pinned,"
    " 'agreed')"
)
OUTCOME = text(
    "INSERT INTO outcome (placement_id, months, municipality, code, noted_by)"
    " VALUES (:id, :months, :code, :said, 'test')"
)


def day(text_: str | None) -> date | None:
    """Read a day."""
    return None if text_ is None else date.fromisoformat(text_)


def placed(
    api: Api,
    candidate: str,
    vacancy: str,
    days: tuple[str | None, str | None],
    minutes: int | None = None,
    *,
    reason: str | None = None,
    outcomes: dict[int, str] | None = None,
    pinned: bool = False,
    code: str = OWN,
) -> str:
    """Store a placement, why it ended and where the person went, by month; give its id."""
    made = uuid.uuid4()
    values: dict[str, Any] = {
        "id": made, "code": code, "candidate": candidate, "vacancy": vacancy,
        "start": day(days[0]), "end": day(days[1]), "minutes": minutes, "reason": reason,
        "pinned": pinned,
    }  # fmt: skip
    with api.pools.owner.begin() as connection:
        connection.execute(PLACEMENT, values)
        for months, said in (outcomes or {}).items():
            values = {"id": made, "months": months, "code": code, "said": said}
            connection.execute(OUTCOME, values)
    return str(made)
