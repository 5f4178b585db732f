"""The chain of what was done: written once, sealed, judged, forgotten in time."""

from __future__ import annotations

import asyncio
import hashlib
import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, ProgrammingError

from service.db import audit, audit_chain
from service.db.audit import Said
from service.db.session import transaction
from service.settings import Settings
from service.usecases.auditing import Verdict, _plain, forget, seal, verify
from service.usecases.nights import begin
from service.worker import tasks_of
from tests.service.commanding import plaatsmaker
from tests.service.tenancy import FAR, NEXT, OWN, Pools, three_municipalities
from tests.service.working import worker_url

if TYPE_CHECKING:
    from tests.conftest import Database

REGION = "AM09"


@pytest.fixture
def pools(database: Database) -> Iterator[Pools]:
    with three_municipalities(database) as made:
        yield made


def noted(pools: Pools, count: int = 1, municipality: str = OWN) -> None:
    """Note so many events, each in a transaction of its own."""
    for _ in range(count):
        with transaction(pools.api, municipality, subject="somebody") as connection:
            audit.note(connection, "records_listed")


def declined(pools: Pools, words: str = "Te ver.") -> None:
    """Note an event that says something of a person."""
    with transaction(pools.api, OWN, subject="somebody") as connection:
        audit.note(connection, "proposal_declined", None, Said("k1", words))


def sealed(pools: Pools, *counts: int) -> None:
    """Seal a block of so many events, and another."""
    for count in counts:
        noted(pools, count)
        assert seal(pools.worker, [REGION]) == count


def tampered(pools: Pools, *statements: str) -> None:
    """Change what cannot be changed, as the administrator of the server can."""
    with pools.owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount > 0


def judged(pools: Pools) -> Verdict:
    return verify(pools.worker, REGION)


def events_of(pools: Pools, block: int) -> list[str]:
    query = text("SELECT event_id FROM audit_sealed WHERE region = :region AND number = :number")
    with pools.owner.begin() as connection:
        found = connection.scalars(query, {"region": REGION, "number": block}).all()
    return sorted(str(event) for event in found)


WRITTEN = ("audit_event", "audit_block", "audit_sealed")
CHANGES = ("UPDATE {} SET region = region", "DELETE FROM {}", "TRUNCATE {} CASCADE")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("table", WRITTEN)
def test_what_was_done_is_changed_by_nobody(pools: Pools, table: str, change: str) -> None:
    sealed(pools, 1)
    statement = text(change.format(table))

    for pool, who in ((pools.api, {"municipality": OWN}), (pools.worker, {"region": REGION})):
        with pytest.raises(ProgrammingError, match="permission denied"), \
             transaction(pool, **who) as connection:  # fmt: skip
            connection.execute(statement)
    for role in ("plaatsmaker_owner", "postgres"):
        with pools.owner.connect() as connection:
            connection.execute(text(f"SET LOCAL ROLE {role}"))
            with pytest.raises(ProgrammingError, match="is written once"):
                connection.execute(statement)

    assert judged(pools).flaw is None


@pytest.mark.parametrize(
    ("column", "value"),
    [("subject", "'another'"), ("at", "now() - interval '1 day'"), ("transaction", "1"),
     ("id", "gen_random_uuid()")],
)  # fmt: skip
def test_the_database_says_who_and_when(pools: Pools, column: str, value: str) -> None:
    statement = f"INSERT INTO audit_event (kind, {column}) VALUES ('records_listed', {value})"

    with pytest.raises(ProgrammingError, match="permission denied"), \
         transaction(pools.api, OWN) as connection:  # fmt: skip
        connection.execute(text(statement))


@pytest.mark.parametrize(
    ("asking", "columns"),
    [
        ({"municipality": OWN}, {"municipality": NEXT}),
        ({"municipality": OWN}, {"municipality": None}),
        ({"municipality": OWN}, {"municipality": FAR, "region": "AM10"}),
        ({"region": REGION}, {"municipality": FAR}),
        ({"region": REGION}, {"region": "AM10"}),
    ],
)
def test_nothing_is_noted_of_others(
    pools: Pools, asking: dict[str, str], columns: dict[str, str | None]
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"), \
         transaction(pools.api, **asking) as connection:  # fmt: skip
        audit.note(connection, "records_listed", **columns)


def test_an_event_without_a_place_is_refused(pools: Pools) -> None:
    with pytest.raises(DBAPIError), transaction(pools.api) as connection:
        audit.note(connection, "records_listed")


def test_details_of_others_are_not_seen(pools: Pools) -> None:
    declined(pools)

    for pool, who, expected in (
        (pools.api, {"municipality": OWN}, 1),
        (pools.api, {"municipality": NEXT}, 0),
        (pools.api, {"region": REGION}, 0),
        (pools.worker, {"region": REGION}, 1),
        (pools.worker, {"region": "AM10"}, 0),
    ):
        with transaction(pool, **who) as connection:
            assert connection.scalar(text("SELECT count(*) FROM audit_detail")) == expected


def test_a_chain_is_sealed_block_by_block_and_fits(pools: Pools) -> None:
    declined(pools)
    assert [seal(pools.worker, [REGION]) for _ in range(2)] == [1, 0]
    sealed(pools, 2, 3)

    verdict = judged(pools)

    assert (verdict.blocks, verdict.events, verdict.flaw) == (3, 6, None)
    assert len(verdict.head) == 64
    assert verify(pools.worker, "AM10") == Verdict("AM10", 0, 0, "")


#: What was said of events before it was counted how many a list showed.
SAID = (
    "id", "at", "transaction", "region", "municipality", "subject", "kind", "object",
    "weight_set_version", "digest",
)  # fmt: skip


def test_what_was_sealed_before_lists_were_counted_still_fits(pools: Pools) -> None:
    sealed(pools, 2)
    with pools.owner.begin() as connection:
        block = connection.execute(text("SELECT * FROM audit_block")).one()
        said = connection.execute(
            text(f"SELECT {', '.join(SAID)} FROM audit_event WHERE region = :region ORDER BY id"),
            {"region": REGION},
        ).all()
    head = {name: value for name, value in block._asdict().items()
            if name not in ("previous", "hash")}  # fmt: skip

    def line(columns: dict[str, Any]) -> bytes:
        plain = {name: _plain(value) for name, value in columns.items()}
        return json.dumps(plain, sort_keys=True, separators=(",", ":")).encode() + b"\n"

    lines = [bytes(block.previous), line(head), *(line(event._asdict()) for event in said)]
    assert hashlib.sha256(b"".join(lines)).digest() == bytes(block.hash)


def test_how_many_a_list_showed_is_sealed_too(pools: Pools) -> None:
    with transaction(pools.api, OWN) as connection:
        audit.note_list(connection, "records_listed", 3)
    seal(pools.worker, [REGION])
    before = judged(pools).flaw

    tampered(pools, "UPDATE audit_event SET items = 2 WHERE items = 3")

    assert before is None
    assert judged(pools).flaw == "block 1: its events are not those that were sealed"


def test_more_than_a_block_takes_is_sealed_in_several(
    pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit_chain, "TOGETHER", 2)
    noted(pools, 5)

    assert seal(pools.worker, [REGION]) == 5
    assert (judged(pools).blocks, judged(pools).events, judged(pools).flaw) == (3, 5, None)


def test_what_commits_late_with_an_earlier_id_is_sealed_later(pools: Pools) -> None:
    late = pools.owner.connect()
    late.begin()
    late.execute(text(f"SELECT set_config('plaatsmaker.municipality', '{OWN}', true)"))
    audit.note(late, "record_read")
    sealed(pools, 2)
    sealed(pools, 1)
    late.commit()
    late.close()

    counted = seal(pools.worker, [REGION])

    assert counted == 1
    assert min(events_of(pools, 3)) < min(events_of(pools, 1))
    assert judged(pools).flaw is None
    assert seal(pools.worker, [REGION]) == 0


def test_what_was_moved_to_a_server_that_counts_anew_is_sealed_once(pools: Pools) -> None:
    sealed(pools, 2)
    ahead = 1_000_000_000
    tampered(pools, f"UPDATE audit_chain SET horizon = horizon + {ahead}")
    with pools.owner.begin() as connection:  # as if written on the server before
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text(
                "INSERT INTO audit_event (transaction, region, municipality, subject, kind)"
                f" VALUES ({ahead + 5_000_000}, 'AM09', '{OWN}', 'x', 'record_read')"
            )
        )
    noted(pools, 1)

    assert judged(pools).flaw is None
    assert seal(pools.worker, [REGION]) == 2
    sealed(pools, 1)
    assert (judged(pools).events, judged(pools).flaw) == (5, None)


def test_two_workers_at_once_seal_everything_once(pools: Pools) -> None:
    sealed(pools, 1)
    noted(pools, 40)
    start = threading.Barrier(4)

    def together(_: int) -> int:
        start.wait()
        return seal(pools.owner, [REGION])

    with ThreadPoolExecutor(4) as workers:
        counted = list(workers.map(together, range(4)))

    assert sorted(counted) == [0, 0, 0, 40]
    assert (judged(pools).events, judged(pools).flaw) == (41, None)


def test_a_worker_that_dies_in_between_leaves_nothing_half(
    pools: Pools, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealed(pools, 1)
    noted(pools, 2)

    def dies(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(audit_chain, "go_on", dies)
        with pytest.raises(KeyboardInterrupt):
            seal(pools.worker, [REGION])

    assert (judged(pools).blocks, judged(pools).flaw) == (1, None)
    assert seal(pools.worker, [REGION]) == 2
    assert (judged(pools).blocks, judged(pools).flaw) == (2, None)


def test_the_worker_seals_and_forgets_by_itself(pools: Pools, database: Database) -> None:
    sealed(pools, 1)
    aged(pools, 61, 1)
    noted(pools, 2)
    noted(pools, 1, FAR)

    async def upkeep() -> None:
        tasks = tasks_of(pools.worker, worker_url(database), Settings())
        async with tasks.open_async():
            for name in ("seal_audit", "forget_jobs"):
                await tasks.tasks[name](timestamp=0)

    asyncio.run(upkeep())

    assert (judged(pools).blocks, judged(pools).events, judged(pools).flaw) == (1, 2, None)
    assert chain_of(pools).anchor_number == 1
    assert verify(pools.worker, "AM10").events == 1


def test_a_night_and_a_command_are_named_as_who_asked(pools: Pools) -> None:
    list(begin(pools.worker, [REGION], date(2026, 11, 24), "night"))

    with transaction(pools.worker, region=REGION) as connection:
        (event,) = audit.page(connection, audit.Which("run_asked"), 5, None)

    assert (event.subject, event.municipality) == ("night", None)


IN_2 = "(SELECT first_event FROM audit_block WHERE number = 2)"
TAMPERINGS: list[tuple[tuple[str, ...], str]] = [
    *(
        ((f"UPDATE audit_event SET {change} WHERE id = {IN_2}",), "block 2: its events are not")
        for change in (
            "subject = 'another'", "kind = 'imported'", "at = at + interval '1 microsecond'",
            "object = gen_random_uuid()", "municipality = 'GM0197'", "transaction = 7",
            "weight_set_version = 1",
        )
    ),
    ((f"DELETE FROM audit_event WHERE id = {IN_2}",), "block 2: event {} is missing"),
    (("DELETE FROM audit_block WHERE number = 1",), "block 1 is missing"),
    (("DELETE FROM audit_block WHERE number = 2",), "block 2 is missing"),
    (("DELETE FROM audit_block WHERE number = 3",), "the chain ends in block 2, and not in 3"),
    (("DELETE FROM audit_block WHERE number = 2",
      "UPDATE audit_block SET number = 2 WHERE number = 3"), "block 2 does not follow"),
    (("UPDATE audit_block SET number = 9 WHERE number = 2",
      "UPDATE audit_block SET number = 2 WHERE number = 3",
      "UPDATE audit_block SET number = 3 WHERE number = 9"), "block 2 does not follow"),
    (("UPDATE audit_sealed SET number = 3 WHERE number = 2",),
     "block 2: its events are not"),
    ((f"DELETE FROM audit_sealed WHERE event_id = {IN_2}",),
     "block 2: its events are not"),
    (("UPDATE audit_block SET sealed_at = sealed_at - interval '1 day' WHERE number = 2",),
     "block 2: its events are not"),
    (("UPDATE audit_detail SET words = 'Nabij.'",), "block 1: what event {} says was changed"),
    (("UPDATE audit_detail SET candidate = 'k2'",), "block 1: what event {} says was changed"),
    (("INSERT INTO audit_event (region, transaction, subject, kind)"
      " VALUES ('AM09', 3, 'x', 'imported')",), "event {} is in no block"),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "flaw"), TAMPERINGS, ids=str)
def test_tampering_is_found_where_it_was_done(
    pools: Pools, statements: tuple[str, ...], flaw: str
) -> None:
    declined(pools)
    seal(pools.worker, [REGION])
    sealed(pools, 3, 2)
    before, second = judged(pools), events_of(pools, 2)[0]

    tampered(pools, *statements)

    found = judged(pools).flaw or ""
    assert before.flaw is None
    start, _, end = flaw.partition("{}")
    assert found.startswith(start)
    assert end in found
    if flaw.startswith("block 2: event"):
        assert second in found


def test_the_command_says_it_of_each_region(pools: Pools, database: Database) -> None:
    sealed(pools, 2)

    good = plaatsmaker("audit", "verify", database=database)
    one = plaatsmaker("audit", "verify", "--region", REGION, database=database)
    none = plaatsmaker("audit", "verify", "--region", "AM99", database=database)
    tampered(pools, "UPDATE audit_event SET subject = 'another'")
    bad = plaatsmaker("audit", "verify", database=database)

    first, second = good.stdout.splitlines()
    assert (good.returncode, one.returncode, one.stdout) == (0, 0, f"{first}\n")
    assert first.startswith("AM09: 2 events in 1 blocks as they were sealed; ")
    assert second == "AM10: 0 events in 0 blocks as they were sealed; no block yet"
    assert (none.returncode, "AM99" in none.stderr) == (1, True)
    assert bad.returncode == 1
    assert bad.stderr == "AM09: block 1: its events are not those that were sealed.\n"


def aged(pools: Pools, months: int, *blocks: int) -> None:
    """Let blocks have been sealed so many months ago, and the chain fit all the same."""
    with pools.owner.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        age = f"sealed_at = sealed_at - interval '{months} months'"
        for number in blocks:
            connection.execute(text(f"UPDATE audit_block SET {age} WHERE number = {number}"))


def test_what_is_old_is_forgotten_block_by_block_and_the_rest_still_fits(pools: Pools) -> None:
    declined(pools)
    seal(pools.worker, [REGION])
    sealed(pools, 2, 3)
    noted(pools, 1)
    with pools.owner.begin() as connection:
        (kept,) = connection.scalars(text("SELECT hash FROM audit_block WHERE number = 2"))
    aged(pools, 13, 1, 2)

    early = forget(pools.worker, [REGION, "AM10"], 14)
    counted = forget(pools.worker, [REGION, "AM10"], 12)

    chain = chain_of(pools)
    assert (early, counted) == (0, 2)
    assert (chain.anchor_number, bytes(chain.anchor_hash)) == (2, bytes(kept))
    assert (judged(pools).blocks, judged(pools).events, judged(pools).flaw) == (1, 3, None)
    with pools.owner.begin() as connection:
        left = connection.execute(
            text("SELECT (SELECT count(*) FROM audit_event), (SELECT count(*) FROM audit_detail)")
        ).one()
    assert tuple(left) == (4, 0)
    assert seal(pools.worker, [REGION]) == 1
    assert forget(pools.worker, [REGION], 12) == 0
    assert judged(pools).flaw is None


def test_everything_may_be_old_and_the_chain_goes_on(pools: Pools) -> None:
    sealed(pools, 1, 1)
    aged(pools, 24, 1, 2)

    assert forget(pools.worker, [REGION], 12) == 2
    assert (judged(pools).blocks, judged(pools).flaw) == (0, None)
    sealed(pools, 1)
    assert (events_of(pools, 3) != [], judged(pools).flaw) == (True, None)


def test_a_young_block_keeps_what_is_after_it(pools: Pools) -> None:
    sealed(pools, 1, 1, 1)
    aged(pools, 24, 1, 3)

    assert forget(pools.worker, [REGION], 12) == 1


@pytest.mark.parametrize("months", ["0", "11", "NULL"])
def test_nothing_of_the_last_year_is_forgotten(pools: Pools, months: str) -> None:
    with pytest.raises(DBAPIError, match="a year at least"), \
         transaction(pools.worker, region=REGION) as connection:  # fmt: skip
        connection.execute(text(f"SELECT forget_audit({months})"))


def test_only_the_worker_forgets(pools: Pools) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), \
         transaction(pools.api, OWN) as connection:  # fmt: skip
        connection.execute(text("SELECT forget_audit(60)"))


def chain_of(pools: Pools) -> Any:
    with pools.owner.begin() as connection:
        return audit_chain.find(connection, REGION)
