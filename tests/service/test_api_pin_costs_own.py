"""What pairs cost a plan of one municipality: whoever elsewhere is in no plan stays out of it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import text

from service.bridge import store_entities
from service.usecases import scenarios
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from solver.people import Candidate
from tests.service.api_client import Api
from tests.service.deciding import get, place, post, put
from tests.service.tenancy import NEXT, OWN

REGION = "AM09"


def test_people_elsewhere_who_are_in_no_plan_gain_nothing_by_it(api: Api) -> None:
    with api.pools.owner.begin() as connection:
        connection.execute(text("UPDATE vacancy SET period_end = '2020-01-01'"))
        strangers = [Candidate(reference=f"stranger-{n}", municipality=NEXT) for n in range(3)]
        store_entities(connection, "candidate", strangers)
    for name in ("anna", "bert", "cees"):
        put(api, "candidates", name)
    place(api, "tight", sharing="region")
    run = UUID(post(api, "match-runs", {"seed": 1}).json()["id"])
    execute_run(api.pools.worker, run, REGION)
    take_step(api.pools.worker, run, REGION, "publish", api.settings.today())
    place(api, "later", 9, sharing="region")
    (has,) = get(api, f"match-runs/{run}/proposals").json()["items"]
    asks = next(name for name in ("anna", "bert") if name != has["candidate"])
    pair = {"candidate": asks, "vacancy": "tight"}

    asked = post(api, "match-checks", {"pairs": [pair], "run": True})
    path = asked.headers["location"].removeprefix("/v1/")
    scenarios.execute(api.pools.worker, UUID(path.rpartition("/")[2]), REGION)
    found = get(api, path).json()

    at_desk, plan = asked.json()["plan"], found["plan"]
    assert at_desk["cost"]["atLeast"] < at_desk["cost"]["atMost"] < 0  # the new place
    assert (plan["cost"], plan["moves"]) == (at_desk["cost"], at_desk["moves"])
    assert (plan["others"], plan["anew"]) == (0, {"atLeast": 0, "atMost": 0})
    assert OWN in plan["moves"][0]["after"]["vacancies"][0]
