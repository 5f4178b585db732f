"""The demo as a stranger runs it, and its plan judged again by SQL on the stored rows."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import Engine, text

from service.db.roles import API, WORKER
from service.db.session import create_engine_for
from service.settings import CHECKOUT
from tests.service.commanding import plaatsmaker
from tests.service.tenancy import SharedDatabase, shared_database
from tests.service.working import PATIENCE_S, children_of, soon_gone

if TYPE_CHECKING:
    from tests.conftest import Cluster

DEMO = (sys.executable, "-m", "service.cli", "demo")
#: Enough for a plan better than best fit first; the demo itself takes far more.
LITTLE_WORK = ("--work-limit", "100")
#: Enough that nobody who interrupts a search from known prices comes too late.
MUCH_WORK = ("--work-limit", "2500")
#: Each lists what would be wrong with the newest plan; r.id is its run.
WRONG = {
    "a vacancy with more people than seats": """
        SELECT v.municipality, v.reference FROM proposal_vacancy AS pv
        JOIN proposal AS p ON p.id = pv.proposal_id AND p.run_id = :run
        JOIN vacancy AS v ON (v.municipality, v.reference) = (pv.vacancy_municipality, pv.vacancy)
        GROUP BY v.municipality, v.reference, v.seats HAVING count(*) > v.seats
    """,
    "a team that starts with too few": """
        SELECT v.municipality, v.reference FROM proposal_vacancy AS pv
        JOIN proposal AS p ON p.id = pv.proposal_id AND p.run_id = :run
        JOIN vacancy AS v ON (v.municipality, v.reference) = (pv.vacancy_municipality, pv.vacancy)
        GROUP BY v.municipality, v.reference, v.min_start HAVING count(*) < v.min_start
    """,
    "an organisation above its own total": """
        SELECT o.municipality, o.reference FROM proposal_vacancy AS pv
        JOIN proposal AS p ON p.id = pv.proposal_id AND p.run_id = :run
        JOIN vacancy AS v ON (v.municipality, v.reference) = (pv.vacancy_municipality, pv.vacancy)
        JOIN organisation AS o
          ON (o.municipality, o.reference) = (v.organisation_municipality, v.organisation)
        GROUP BY o.municipality, o.reference, o.total_seats
        HAVING count(DISTINCT (p.municipality, p.candidate)) > o.total_seats
    """,
    "a guide with more minutes than there are": """
        WITH needed AS (
            SELECT o.municipality, o.reference, c.guidance_minutes,
                   (SELECT min(level::int) FROM jsonb_object_keys(o.profile -> 'guidance_minutes')
                        AS level WHERE level::int >= c.guidance_level) AS serving,
                   o.profile -> 'guidance_minutes' AS offered
            FROM proposal_vacancy AS pv
            JOIN proposal AS p ON p.id = pv.proposal_id AND p.run_id = :run
            JOIN candidate AS c ON (c.municipality, c.reference) = (p.municipality, p.candidate)
            JOIN vacancy AS v
              ON (v.municipality, v.reference) = (pv.vacancy_municipality, pv.vacancy)
            JOIN organisation AS o
              ON (o.municipality, o.reference) = (v.organisation_municipality, v.organisation)
            WHERE o.profile ? 'guidance_minutes' AND c.guidance_level > 0
        )
        SELECT municipality, reference, serving FROM needed
        GROUP BY municipality, reference, serving, offered
        HAVING serving IS NULL OR sum(guidance_minutes) > (offered ->> serving::text)::int
    """,
    "a coach with more minutes than a week of his": """
        SELECT k.municipality, k.reference FROM proposal AS p
        JOIN candidate AS c ON (c.municipality, c.reference) = (p.municipality, p.candidate)
        JOIN coach AS k ON (k.municipality, k.reference) = (p.coach_municipality, p.coach)
        WHERE p.run_id = :run
        GROUP BY k.municipality, k.reference, k.week_minutes
        HAVING sum(c.coaching_minutes) > k.week_minutes
    """,
    "somebody who needs a coach and has none": """
        SELECT p.candidate FROM proposal AS p
        JOIN candidate AS c ON (c.municipality, c.reference) = (p.municipality, p.candidate)
        WHERE p.run_id = :run AND c.coaching_minutes > 0 AND p.coach IS NULL
          AND EXISTS (
            SELECT FROM proposal_vacancy AS pv JOIN vacancy AS v
              ON (v.municipality, v.reference) = (pv.vacancy_municipality, pv.vacancy)
            WHERE pv.proposal_id = p.id AND v.needs_coach)
    """,
    "somebody who is in the plan not once": """
        SELECT c.reference FROM candidate AS c
        LEFT JOIN proposal AS p
          ON (p.municipality, p.candidate, p.run_id) = (c.municipality, c.reference, :run)
        LEFT JOIN unplaced AS u
          ON (u.municipality, u.candidate, u.run_id) = (c.municipality, c.reference, :run)
        WHERE num_nonnulls(p.id, u.run_id) <> 1
    """,
    "a fit below the minimum, or one whose parts do not add up": """
        SELECT candidate FROM proposal AS p WHERE run_id = :run AND (
            fit < (SELECT (content ->> 'minimum_fit')::int FROM weight_set WHERE status = 'active')
            OR fit <> (
                SELECT sum(part.value::int) FROM jsonb_each_text(p.contributions) AS part))
    """,
    "a resource whose stored use is not what the proposals take": """
        SELECT reference FROM run_resource AS x
        WHERE run_id = :run AND kind = 'seats' AND used <> (
            SELECT count(*) FROM proposal_vacancy AS pv
            JOIN proposal AS p ON p.id = pv.proposal_id AND p.run_id = :run
            WHERE pv.vacancy_municipality || '/' || pv.vacancy = x.reference)
    """,
}  # fmt: skip
VALUE = """
    SELECT sum(
        p.fit + (places.count - 1) * (p.fit - (p.contributions ->> 'coach')::int)
        - p.question::int
        + CASE WHEN places.placed THEN round(10000 * c.priority / 3.0) ELSE 0 END
    ) FROM proposal AS p
    JOIN candidate AS c ON (c.municipality, c.reference) = (p.municipality, p.candidate)
    CROSS JOIN LATERAL (
        SELECT count(*) AS count, bool_or(v.kind <> 'route') AS placed
        FROM proposal_vacancy AS pv JOIN vacancy AS v
          ON (v.municipality, v.reference) = (pv.vacancy_municipality, pv.vacancy)
        WHERE pv.proposal_id = p.id
    ) AS places
    WHERE p.run_id = :run
"""


@pytest.fixture(scope="module")
def database(cluster: Cluster) -> Iterator[SharedDatabase]:
    """Give a database that only the demo fills."""
    with shared_database(cluster) as made:
        yield made


def environment(database: SharedDatabase, state: Path, **settings: str) -> dict[str, str]:
    """Point every role at a database."""
    named = {
        "OWNER_DATABASE_URL": database.url(),
        "DATABASE_URL": database.url(API),
        "WORKER_DATABASE_URL": database.url(WORKER),
        "STATE_FOLDER": str(state),
        **settings,
    }
    return os.environ | {f"PLAATSMAKER_{name}": value for name, value in named.items()}


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let processes hear Ctrl-C, which a shell lets those ignore that it starts beside itself."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def printed(database: SharedDatabase, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Give what the first run printed."""
    state = str(tmp_path_factory.mktemp("state"))
    words = ("demo", *LITTLE_WORK, "--no-serve")
    done = plaatsmaker(*words, database=database, STATE_FOLDER=state)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def engine(database: SharedDatabase, printed: str) -> Iterator[Engine]:
    """Give the administrator's pool of the demo's database."""
    made = create_engine_for(database.url())
    yield made
    made.dispose()


def newest(engine: Engine) -> Any:
    with engine.connect() as connection:
        newest_first = "SELECT * FROM match_run ORDER BY requested_at DESC LIMIT 1"
        return connection.execute(text(newest_first)).one()


def test_the_summary_names_what_a_reader_asks(printed: str) -> None:
    for words in (
        "726 people", "placed", "eligible nowhere", "others took what is scarce",
        "nothing above the minimum fit", "kept out by a decision", "seats", "guidance", "coaching",
        "mean fit", "outcome", "gap", "best fit first", "from the start",
    ):  # fmt: skip
        assert words in printed


@pytest.mark.parametrize("wrong", WRONG)
def test_the_stored_plan_has_nothing_wrong(engine: Engine, wrong: str) -> None:
    with engine.connect() as connection:
        found = connection.execute(text(WRONG[wrong]), {"run": newest(engine).id}).all()

    assert found == []


def test_the_value_of_the_run_is_what_its_rows_add_up_to(engine: Engine) -> None:
    run = newest(engine)

    with engine.connect() as connection:
        value = connection.execute(text(VALUE), {"run": run.id}).scalar_one()

    assert run.value == value
    assert run.value <= run.bound


def test_the_plan_is_better_than_taking_the_best_fit_first(engine: Engine) -> None:
    run = newest(engine)

    assert run.placed > run.summary["greedy_placed"]
    assert run.value > run.summary["greedy_value"]


@dataclass(frozen=True)
class Again:
    """A second run of the demo on the same database, which served until it was told to stop."""

    before: Any
    after: Any
    counts_before: list[int]
    counts_after: list[int]
    answers: list[dict[str, Any]]
    code: int
    children: list[int]


@pytest.fixture(scope="module")
def again(
    database: SharedDatabase, engine: Engine, tmp_path_factory: pytest.TempPathFactory
) -> Again:
    """Run the demo once more, paste the requests it prints, and stop it."""
    before, counts = newest(engine), counted(engine)
    state, port = tmp_path_factory.mktemp("state"), free_port()
    process = subprocess.Popen(
        [*DEMO, *LITTLE_WORK],
        env=environment(database, state, PORT=port, WORKER_HEARTBEAT_S="1"),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        pasted = script_of(process)
        wait_until_served(port)
        answers = [answer(line, pasted) for line in pasted if line.startswith("curl")]
        children = children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        code = process.wait(timeout=30)
    finally:
        process.kill()
        process.communicate()
    return Again(before, newest(engine), counts, counted(engine), answers, code, children)


def free_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def test_a_second_run_doubles_no_data_and_repeats_the_plan(engine: Engine, again: Again) -> None:
    before, after = again.before, again.after

    assert again.counts_after == again.counts_before
    assert after.id != before.id
    assert (after.input_hash, after.value) == (before.input_hash, before.value)
    assert rows_of(engine, after.id) == rows_of(engine, before.id)


def test_the_three_requests_to_paste_are_answered(again: Again) -> None:
    suggested, run, proposed = again.answers

    assert len(suggested["suggestions"]) == 5
    assert run["status"] == "finished"
    assert len(proposed["items"]) == 3


def test_a_demo_that_is_told_to_stop_leaves_no_process_behind(again: Again) -> None:
    assert again.code == 0
    assert again.children
    assert soon_gone(again.children)


def counted(engine: Engine) -> list[int]:
    nouns = ("candidate", "organisation", "vacancy", "coach", "municipality")
    with engine.connect() as connection:
        return [
            int(connection.execute(text(f"SELECT count(*) FROM {noun}")).scalar_one())
            for noun in nouns
        ]


def rows_of(engine: Engine, run_id: object) -> list[Any]:
    query = text(
        "SELECT p.municipality, p.candidate, p.coach, p.fit, p.contributions, pv.vacancy"
        " FROM proposal AS p JOIN proposal_vacancy AS pv ON pv.proposal_id = p.id"
        " WHERE p.run_id = :run ORDER BY 1, 2, pv.position"
    )
    with engine.connect() as connection:
        return list(connection.execute(query, {"run": run_id}))


def script_of(process: subprocess.Popen[str]) -> list[str]:
    """Read what the demo prints, up to the third request to paste."""
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line.strip())
        if sum(line.startswith("curl") for line in lines) == 3:
            return lines
    raise AssertionError("the demo ended without serving")


def wait_until_served(port: str) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        time.sleep(0.1)
    raise AssertionError("the demo does not serve")


def answer(line: str, pasted: list[str]) -> dict[str, Any]:
    """Run a printed line in a shell, as somebody who pastes it does."""
    token = next(line for line in pasted if line.startswith("TOKEN="))
    done = subprocess.run(
        ["bash", "-c", f"{token}\n{line}"], capture_output=True, text=True, check=True
    )
    given: dict[str, Any] = json.loads(done.stdout)
    return given


@pytest.mark.usefixtures("interruptible")
def test_a_demo_that_is_interrupted_leaves_no_run_behind(
    database: SharedDatabase, engine: Engine, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [*DEMO, "--no-serve", *MUCH_WORK],
        env=environment(database, tmp_path, WORKER_HEARTBEAT_S="1"),
        cwd=CHECKOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        wait_for_line(process.stdout, "searching the plan")
        process.send_signal(signal.SIGINT)
        process.wait(timeout=PATIENCE_S)
    finally:
        process.kill()
        process.communicate()

    assert newest(engine).status == "cancelled"


def wait_for_line(printed: IO[str], words: str) -> None:
    for line in printed:
        if words in line:
            return
    raise AssertionError(f"the demo never said {words}")
