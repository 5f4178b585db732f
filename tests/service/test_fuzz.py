"""Whatever is sent, and in whatever order, the service keeps to its own OpenAPI document.

Files of records are no JSON: what is sent to imports is tried in `test_api_imports.py`.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from service.tokens import SCOPES
from tests.service.serving import serving
from tests.service.tenancy import OWN, shared_database, three_municipalities

if TYPE_CHECKING:
    from tests.conftest import Cluster

PROOF = os.environ.get("PLAATSMAKER_PROOF") == "1"
SECONDS = 900 if PROOF else 20
#: What is right by the schema may be wrong by the state of things: a record that is not there, an
#: organisation that is unknown, an ETag that is old.
CONFIGURATION = """
[checks.positive_data_acceptance]
expected-statuses = ["2xx", 400, 401, 403, 404, 409, 412, 413, 428]
"""


@pytest.mark.parametrize(
    "who",
    [
        pytest.param({"municipality": OWN}, id="municipality"),
        pytest.param({"region": "AM09"}, id="region", marks=pytest.mark.proof),
    ],
)
def test_no_request_gets_an_answer_that_is_not_in_the_document(
    cluster: Cluster, tmp_path: Path, who: dict[str, str]
) -> None:
    configuration = tmp_path / "schemathesis.toml"
    configuration.write_text(CONFIGURATION)
    with (
        shared_database(cluster) as database,
        three_municipalities(database),
        serving(database, tmp_path, events_s=0) as server,
    ):
        token = server.issuer.token(SCOPES, **who)
        done = subprocess.run(
            [
                sys.executable, "-m", "schemathesis.cli", "--config-file", str(configuration),
                "run", f"http://127.0.0.1:{server.port}/v1/openapi.json",
                "--header", f"Authorization: Bearer {token}",
                "--exclude-path",
                "/imports",
                "--max-time", str(SECONDS),
                "--seed", "1",
                "--no-color",
                "--generation-database", "none",
            ],
            cwd=tmp_path, capture_output=True, text=True, check=False,
            timeout=SECONDS + 120,
        )  # fmt: skip

    assert done.returncode == 0, done.stdout[-6_000:] + done.stderr[-2_000:]
