"""Who is deleted is named nowhere any more, and the chain of what was done still fits."""

from __future__ import annotations

import gzip
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pytest
from sqlalchemy import text

from service.db import audit
from service.db.audit import Said
from service.db.embedded import _wheel
from service.db.session import transaction
from service.usecases.auditing import seal, verify
from service.usecases.erasing import forget_people
from service.usecases.execution import execute_run
from service.usecases.publishing import take_step
from tests.service.api_client import Api, served
from tests.service.deciding import decide, get, place, post, proposed, put
from tests.service.tenancy import OWN, shared_database

if TYPE_CHECKING:
    from tests.conftest import Cluster

REGION = "AM09"


@pytest.fixture
def api(cluster: Cluster, tmp_path: Path) -> Iterator[Api]:
    """The app on a database of its own."""
    with shared_database(cluster) as database, served(database, tmp_path) as made:
        yield made


PERSON, WORDS = "gone-4711", "Dit zei de kandidaat zelf."


def a_life(api: Api) -> None:
    """Let a person be matched, proposed, introduced, declined and forbidden, and asked of."""
    put(api, "candidates", PERSON, priority=4, priorityReason=WORDS)
    for vacancy in ("life-a", "life-b", "life-c"):
        place(api, vacancy, 3)
    run = post(api, "match-runs", {"seed": 1, "workLimit": 20}).json()["id"]
    execute_run(api.pools.worker, UUID(run), REGION)
    take_step(api.pools.worker, UUID(run), REGION, "publish", api.settings.today())
    api.match({"candidate": PERSON})
    said: dict[str, Any] = {"reasonCode": "too_far", "motivation": WORDS}
    proposal = proposed(api, PERSON, "life-a")
    assert decide(api, proposal, "introduced", motivation=WORDS).status_code == 200
    assert decide(api, proposal, "declined", key="life-1", **said).status_code == 200
    body = {"source": "own", "candidate": PERSON, "vacancy": "life-b"}
    assert post(api, "proposals", body, "life-2").status_code == 201
    for path, key in (("pins", "life-3"), ("forbids", "life-4")):
        kept = {"candidate": PERSON, "vacancy": "life-c", "reasonCode": "other"}
        made = post(api, path, kept, key)
        assert made.status_code == 201, made.text
        gone = api.client.delete(made.headers["location"], headers=api.bearer())
        assert gone.status_code == 204
    get(api, f"candidates/{PERSON}")


def everything(api: Api, folder: Path) -> str:
    """Give a dump of the whole database, and what is compressed in it."""
    address = api.pools.owner.url.set(drivername="postgresql")
    program = _wheel() / "pginstall" / "bin" / "pg_dump"
    dump = folder / "dump.sql"
    subprocess.run(
        [program, "--file", dump, address.render_as_string(hide_password=False)], check=True
    )
    with api.pools.owner.begin() as connection:
        kept = connection.scalars(text("SELECT document FROM run_input")).all()
    documents = [gzip.decompress(one).decode() for one in kept]
    assert documents
    return "\n".join([dump.read_text(encoding="utf-8"), *documents])


def test_of_who_is_deleted_nothing_is_found_in_a_dump_of_everything(
    api: Api, tmp_path: Path
) -> None:
    a_life(api)
    assert seal(api.pools.worker, [REGION]) > 8
    before = everything(api, tmp_path)
    tag = get(api, f"candidates/{PERSON}").headers["etag"]

    gone = api.client.delete(f"/v1/candidates/{PERSON}", headers=api.bearer() | {"if-match": tag})
    forget_people(api.pools.worker, [REGION])

    after = everything(api, tmp_path)
    assert gone.status_code == 204, gone.text
    assert (PERSON in before, WORDS in before) == (True, True)
    assert (PERSON in after, WORDS in after) == (False, False)
    seal(api.pools.worker, [REGION])
    verdict = verify(api.pools.worker, REGION)
    assert (verdict.flaw, verdict.events > 9) == (None, True)


def test_what_is_noted_of_a_person_at_the_moment_of_deletion_goes_too(api: Api) -> None:
    put(api, "candidates", PERSON)
    tag = get(api, f"candidates/{PERSON}").headers["etag"]
    headers = api.bearer() | {"if-match": tag}

    with ThreadPoolExecutor(1) as beside:
        with transaction(api.pools.api, OWN) as connection:
            audit.note(connection, "proposal_declined", None, Said(PERSON, WORDS))
            deleting = beside.submit(api.client.delete, f"/v1/candidates/{PERSON}", headers=headers)
            time.sleep(0.3)
            waits = not deleting.done()
        gone = deleting.result()

    with api.pools.owner.begin() as connection:
        left = connection.scalar(text("SELECT count(*) FROM audit_detail"))
    assert (waits, gone.status_code, left) == (True, 204, 0)


def test_what_was_decided_of_who_is_deleted_stays_without_a_name(api: Api) -> None:
    put(api, "candidates", PERSON)
    place(api, "life-a")
    proposal = proposed(api, PERSON, "life-a")
    decide(api, proposal, "declined", reasonCode="too_far", motivation=WORDS)
    tag = get(api, f"candidates/{PERSON}").headers["etag"]

    api.client.delete(f"/v1/candidates/{PERSON}", headers=api.bearer() | {"if-match": tag})

    kept = get(api, f"proposals/{proposal}").json()
    (decision,) = kept["decisions"]
    assert kept["candidate"].startswith("erased-")
    assert (kept["status"], kept["contributions"]) == ("declined", {})
    assert (decision["reasonCode"], "motivation" in decision) == ("too_far", False)


def test_a_key_of_somebody_else_still_gives_its_answer(api: Api) -> None:
    for name in (PERSON, f"{PERSON}0"):
        put(api, "candidates", name)
    place(api, "life-a", 3)
    bodies = [
        {"source": "own", "candidate": name, "vacancy": "life-a"} for name in (PERSON, f"{PERSON}0")
    ]
    first, other = (post(api, "proposals", body, f"key-{at}") for at, body in enumerate(bodies))
    tag = get(api, f"candidates/{PERSON}").headers["etag"]

    api.client.delete(f"/v1/candidates/{PERSON}", headers=api.bearer() | {"if-match": tag})

    again = post(api, "proposals", bodies[1], "key-1")
    assert (again.status_code, again.json()["id"]) == (201, other.json()["id"])
    assert first.status_code == 201
    assert post(api, "proposals", bodies[0], "key-0").status_code == 400
