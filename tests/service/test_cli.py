"""The commands as somebody types them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest
from sqlalchemy import text

from service.db.roles import API, WORKER
from service.db.session import create_engine_for
from service.settings import Settings
from service.tokens import DemoIssuer, Verifier
from tests.service.commanding import plaatsmaker
from tests.service.working import LABORIJN

if TYPE_CHECKING:
    from tests.conftest import Cluster, Database

REGION = str(LABORIJN / "region.json")


def count(database: Database, noun: str) -> int:
    engine = create_engine_for(database.url())
    with engine.connect() as connection:
        found = int(connection.execute(text(f"SELECT count(*) FROM {noun}")).scalar_one())
    engine.dispose()
    return found


def test_a_region_and_its_records_come_in_from_files(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "records.ndjson"
    file.write_text('{"type": "organisation", "reference": "o1"}\n')

    region = plaatsmaker("import", "region", REGION, database=database)
    records = plaatsmaker(
        "import", "records", str(file), "--municipality", "GM0222", database=database
    )

    assert region.stdout == "AM09: 3 municipalities.\n"
    assert records.stdout == "1 stored, 0 refused.\n"
    assert count(database, "organisation") == 1


def test_refused_lines_are_told_with_field_value_and_expectation(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "records.ndjson"
    file.write_text('{"type": "organisation", "reference": "o1", "totalSeats": -1}\n{"type": 7}\n')
    plaatsmaker("import", "region", REGION, database=database)

    done = plaatsmaker(
        "import", "records", str(file), "--municipality", "GM0222", database=database
    )

    assert done.returncode == 1
    assert "line 1: totalSeats: expected" in done.stderr
    assert "got -1" in done.stderr
    assert "line 2: type: expected one of candidate" in done.stderr
    assert count(database, "organisation") == 0


def test_profiles_of_the_exchange_come_in_with_progress_and_what_was_not_read(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "profiles.json"
    file.write_text('[{"idWerkzoekende": "w1", "emailadres": ["henk@testdorp.org"]}]')
    plaatsmaker("import", "region", REGION, database=database)

    done = plaatsmaker(
        "import", "--format", "vum", str(file), "--municipality", "GM0222", database=database
    )

    assert done.stdout == "1 stored, 0 refused.\n"
    assert "record 1: not read: emailadres" in done.stderr
    assert "1 records" in done.stderr
    assert count(database, "candidate") == 1


def test_postcodes_come_in_from_csv_and_a_bad_row_is_told(
    database: Database, tmp_path: Path
) -> None:
    file = tmp_path / "postcodes.csv"
    file.write_text("postcode,latitude,longitude\n7001,51.96,6.29\n0001,51.96,6.29\n")

    done = plaatsmaker("import", "postcodes", str(file), database=database)

    assert done.returncode == 1
    assert done.stdout == "1 stored, 1 refused.\n"
    assert "line 3: postcode: expected like 7001, got 0001" in done.stderr
    assert count(database, "postcode") == 1


def test_a_region_file_that_is_no_json_is_told(database: Database, tmp_path: Path) -> None:
    file = tmp_path / "region.json"
    file.write_text("{")

    done = plaatsmaker("import", "region", str(file), database=database)

    assert done.returncode == 1
    assert "file: expected JSON in UTF-8, not deeply nested, got region.json" in done.stderr


def test_rematch_queues_a_run_of_a_region_or_a_municipality(database: Database) -> None:
    plaatsmaker("import", "region", REGION, database=database)

    region = plaatsmaker("rematch", "AM09", "--seed", "3", database=database)
    municipality = plaatsmaker("rematch", "GM0222", database=database)

    assert (region.returncode, municipality.returncode) == (0, 0)
    assert count(database, "match_run WHERE municipality IS NULL AND seed = 3") == 1
    assert count(database, "match_run WHERE municipality = 'GM0222'") == 1
    assert count(database, "procrastinate_jobs") == 2


@pytest.mark.parametrize("place", ["AM99", "GM9999", "nonsense"])
def test_rematch_refuses_a_place_that_is_not_known(database: Database, place: str) -> None:
    done = plaatsmaker("rematch", place, database=database)

    assert done.returncode == 1
    assert f"got {place}" in done.stderr
    assert "Traceback" not in done.stderr


def test_migrate_gives_the_roles_passwords_that_the_server_knows_only_as_digests(
    cluster: Cluster, database: Database
) -> None:
    if cluster.passwords:
        pytest.skip("roles are shared by all databases of a server that asks for passwords")
    done = plaatsmaker(
        "migrate", database=database, API_PASSWORD="a-secret", WORKER_PASSWORD="another"
    )

    with psycopg.connect(database.libpq()) as connection:
        digests = connection.execute(
            "SELECT rolpassword FROM pg_authid WHERE rolname IN (%s, %s)", (API, WORKER)
        ).fetchall()
    assert done.returncode == 0, done.stderr
    assert len(digests) == 2
    assert all(digest.startswith("SCRAM-SHA-256$") for (digest,) in digests)


def test_a_token_of_the_demo_is_accepted_by_the_demo(tmp_path: Path) -> None:
    done = plaatsmaker(
        *("token", "--municipality", "GM0222", "--scope", "match:read", "--subject", "anna"),
        STATE_FOLDER=str(tmp_path),
    )

    settings = Settings(state_folder=tmp_path)
    issuer = DemoIssuer(tmp_path, settings.token_issuer, settings.token_audience)
    verifier = Verifier(issuer, settings.token_issuer, settings.token_audience)
    caller = verifier.caller(done.stdout.strip())
    assert (caller.municipality, caller.scopes) == ("GM0222", frozenset({"match:read"}))
    assert caller.subject == "anna"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "--municipality or --region"),
        (("--municipality", "GM0222", "--region", "AM09"), "--municipality or --region"),
        (("--municipality", "GM0222", "--scope", "everything"), "expected one of admin"),
        (("--municipality", "XX"), "municipality: expected like GM0222, got XX"),
        (("--region", "GM0222"), "region: expected like AM09, got GM0222"),
    ],
)
def test_a_token_that_makes_no_sense_is_refused(
    words: tuple[str, ...], told: str, tmp_path: Path
) -> None:
    done = plaatsmaker("token", *words, STATE_FOLDER=str(tmp_path))

    assert done.returncode == 1
    assert told in done.stderr


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("serve",), "PLAATSMAKER_DATABASE_URL"),
        (("worker",), "PLAATSMAKER_WORKER_DATABASE_URL"),
        (("migrate",), "PLAATSMAKER_OWNER_DATABASE_URL"),
        (("token", "--municipality", "GM0222"), "its own issuer"),
        (("demo",), "not for production"),
    ],
)
def test_production_refuses_to_start_on_what_is_meant_for_development(
    words: tuple[str, ...], told: str
) -> None:
    done = plaatsmaker(*words, ENVIRONMENT="production")

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_production_refuses_the_demos_own_key(database: Database) -> None:
    done = plaatsmaker("serve", database=database, ENVIRONMENT="production")

    assert done.returncode == 1
    assert "PLAATSMAKER_TOKEN_ISSUER" in done.stderr


@pytest.mark.parametrize("command", ["serve", "worker"])
def test_a_role_that_bypasses_row_security_is_refused(database: Database, command: str) -> None:
    name = "DATABASE_URL" if command == "serve" else "WORKER_DATABASE_URL"

    done = plaatsmaker(command, database=database, **{name: database.url()})

    assert done.returncode != 0
    assert "is a superuser" in done.stderr


def test_settings_that_cannot_be_are_told_in_words() -> None:
    done = plaatsmaker("serve", PORT="99999")

    assert done.returncode == 1
    assert "PLAATSMAKER_PORT: expected" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("postgresql://nobody@/nothing?host=/nowhere", "OperationalError"),
        ("nonsense", "Expected a database address like"),
    ],
)
def test_a_database_that_cannot_be_reached_is_told_in_words(address: str, told: str) -> None:
    done = plaatsmaker("migrate", OWNER_DATABASE_URL=address)

    assert done.returncode == 1
    assert told in done.stderr
    assert "Traceback" not in done.stderr


def test_a_practice_that_there_is_not_is_told_with_those_there_are() -> None:
    refused = plaatsmaker("demo", "--practice", "laborein")

    assert refused.returncode == 1
    assert "There is no such practice." in refused.stderr
    assert "laborijn" in refused.stderr.partition("expected one of ")[2]
    assert "got laborein" in refused.stderr
