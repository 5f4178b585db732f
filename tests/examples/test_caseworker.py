"""The client to copy, as a real process against a real service."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from service.settings import CHECKOUT
from service.tokens import SCOPES
from tests.service.serving import Server, serving
from tests.service.tenancy import OWN, Pools, shared_database, three_municipalities

if TYPE_CHECKING:
    from tests.conftest import Cluster


@pytest.fixture(scope="module")
def pools_and_server(
    cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Pools, Server]]:
    folder = tmp_path_factory.mktemp("state")
    with (
        shared_database(cluster) as database,
        three_municipalities(database) as pools,
        serving(database, folder) as server,
    ):
        yield pools, server


def at_the_desk(
    server: Server, folder: Path, *arguments: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    token = folder / "token"
    token.write_text(server.issuer.token(SCOPES, municipality=OWN))
    named = ["--url", f"http://127.0.0.1:{server.port}", "--token-file", str(token)]
    return subprocess.run(
        [sys.executable, "-m", "examples.caseworker", *arguments, *named],
        cwd=CHECKOUT, input=typed, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip


def test_the_first_suggestion_is_accepted_and_the_person_has_a_place(
    pools_and_server: tuple[Pools, Server], tmp_path: Path
) -> None:
    pools, server = pools_and_server

    done = at_the_desk(server, tmp_path, "k1", "--accept")

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1. ")
    assert done.stdout.rstrip().endswith("is accepted.")
    with pools.owner.begin() as connection:
        query = "SELECT count(*) FROM placement WHERE municipality = :own AND candidate = 'k1'"
        assert connection.scalar(text(query), {"own": OWN}) == 2


def test_a_choice_is_introduced_and_no_choice_does_nothing(
    pools_and_server: tuple[Pools, Server], tmp_path: Path
) -> None:
    pools, server = pools_and_server
    with pools.owner.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO candidate (id, municipality, reference, priority, guidance_minutes,"
                " coaching_minutes, places_wanted, share_with_region)"
                " VALUES (gen_random_uuid(), :own, 'k-desk', 3, 0, 0, 1, true)"
            ),
            {"own": OWN},
        )

    none = at_the_desk(server, tmp_path, "k-desk", typed="\n")
    second = at_the_desk(server, tmp_path, "k-desk", typed="2\n")

    assert (none.returncode, "is introduced" in none.stdout) == (0, False)
    assert second.returncode == 0, second.stderr
    assert second.stdout.rstrip().endswith("is introduced.")
    with pools.owner.begin() as connection:
        query = "SELECT rank, shown_at IS NOT NULL FROM proposal WHERE candidate = 'k-desk'"
        assert connection.execute(text(query)).all() == [(2, True)]


def test_a_refusal_is_shown_in_the_words_of_the_service(
    pools_and_server: tuple[Pools, Server], tmp_path: Path
) -> None:
    _, server = pools_and_server

    done = at_the_desk(server, tmp_path, "ghost-9", "--accept")

    assert done.returncode == 1
    assert done.stderr.strip() == "There is nothing here that you may see."


def test_a_service_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("any")
    nobody = "http://127.0.0.1:9"

    done = subprocess.run(
        [sys.executable, "-m", "examples.caseworker", "k1",
         "--url", nobody, "--token-file", str(tmp_path / "token")],
        cwd=CHECKOUT, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stderr.startswith(f"The service at {nobody} did not answer: ")
    assert done.stderr.count("\n") == 1
