"""What tests of decisions share: people, places, and proposals for them over HTTP."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import text

from tests.service.api_client import Api
from tests.service.tenancy import OWN


def put(api: Api, path: str, reference: str, **body: Any) -> None:
    """Store a record of the own municipality."""
    answer = api.client.put(
        f"/v1/{path}/{reference}", json={"reference": reference, **body}, headers=api.bearer()
    )
    assert answer.status_code in (200, 201), answer.text


def place(api: Api, reference: str, seats: int = 1, **body: Any) -> None:
    """Store a vacancy of an organisation of its own."""
    put(api, "organisations", f"o-{reference}", **body.pop("organisation", {}))
    kind = {"kind": "volunteering", "seats": seats, "needsCoach": False}
    put(api, "vacancies", reference, organisation=f"o-{reference}", **{**kind, **body})


def post(api: Api, path: str, body: object, key: str | None = None, **who: Any) -> Any:
    """Post a body, under a key of the caller's own."""
    headers = api.bearer(**who) | ({} if key is None else {"idempotency-key": key})
    return api.client.post(f"/v1/{path}", json=body, headers=headers)


def get(api: Api, path: str, **who: Any) -> Any:
    """Read a path."""
    return api.client.get(f"/v1/{path}", headers=api.bearer(**who))


def propose(api: Api, candidate: str, vacancy: str, **more: Any) -> Any:
    """Make a proposal of one's own; give its answer."""
    body = {"source": "own", "candidate": candidate, "vacancy": vacancy, **more}
    return post(api, "proposals", body)


def proposed(api: Api, candidate: str, vacancy: str, **more: Any) -> str:
    """Make a proposal of one's own; give its id."""
    answer = propose(api, candidate, vacancy, **more)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


def proposed_by_run(api: Api, candidate: str, *vacancies: str, plan: str = "published") -> str:
    """Store a proposal of a run of its own, whose plan stands as named; give its id."""
    made = {"run": uuid.uuid4(), "proposal": uuid.uuid4(), "plan": plan}
    names = {**made, "code": OWN, "candidate": candidate}
    with api.pools.owner.begin() as connection:
        for statement in RUN_ROWS:
            connection.execute(text(statement), names)
        for position, vacancy in enumerate(vacancies):
            values = {**names, "position": position, "vacancy": vacancy}
            connection.execute(text(VACANCY_ROW), values)
    return str(names["proposal"])


def runs_at(api: Api, candidate: str) -> list[dict[str, Any]]:
    """Give the placements of a person."""
    items: list[dict[str, Any]] = get(api, f"placements?candidate={candidate}").json()["items"]
    return items


def decide(api: Api, proposal: str, decision: str, key: str | None = None, **more: Any) -> Any:
    """Decide of a proposal."""
    return post(api, f"proposals/{proposal}/decision", {"decision": decision, **more}, key)


RUN_ROWS = (
    "INSERT INTO match_run (id, region, municipality, status, plan_status, weight_set_version,"
    " today, requested_by)"
    " VALUES (:run, 'AM09', :code, 'finished', :plan, 1, current_date, 'test')",
    "INSERT INTO proposal (id, run_id, municipality, candidate, start_day, fit, question,"
    " motivate, rather_not)"
    " VALUES (:proposal, :run, :code, :candidate, current_date, 5000, false, false, false)",
)
VACANCY_ROW = "INSERT INTO proposal_vacancy VALUES (:proposal, :position, :code, :code, :vacancy)"
