from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text

from service.db.session import create_engine_for
from service.errors import FieldProblem, InvalidInput
from service.usecases.imports import import_postcodes

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def owner(database: Database) -> Iterator[Engine]:
    engine = create_engine_for(database.url())
    yield engine
    engine.dispose()


def located(owner: Engine) -> dict[str, tuple[float, float]]:
    with owner.begin() as connection:
        rows = connection.execute(text("SELECT code, latitude, longitude FROM postcode")).all()
    return {row.code: (row.latitude, row.longitude) for row in rows}


def test_postcodes_come_from_a_csv_file(owner: Engine, tmp_path: Path) -> None:
    path = tmp_path / "postcodes.csv"
    path.write_text(
        "id,postcode,latitude,longitude\n"
        "1,7001,51.96,6.29\n2,701,51.96,6.29\n3,7002,1.0,x\n4,7001,51.9,6.2\n5,7003,51.9\n"
    )

    report = import_postcodes(owner, path)

    assert (report.accepted, report.refused) == (1, 4)
    assert [(p.line, p.field, p.value) for p in report.errors] == [
        (3, "postcode", "701"),
        (4, "latitude", "1.0"),
        (4, "longitude", "x"),
        (5, "postcode", "7001"),
        (6, "longitude", "nothing"),
    ]
    assert located(owner) == {"7001": (51.96, 6.29)}


def test_postcodes_come_from_a_json_file_and_dirt_outside_the_country_is_refused(
    owner: Engine, tmp_path: Path
) -> None:
    path = tmp_path / "postcodes.json"
    path.write_text(
        json.dumps(
            {
                "9401": {"city": "Assen", "c": [52.99, 6.56]},
                "1940": {"city": "Beverwijk", "c": [50.2, 4.46]},
                "9402": {"city": "Assen"},
            }
        )
    )

    report = import_postcodes(owner, path)

    assert (report.accepted, report.refused) == (1, 2)
    assert report.errors[0] == FieldProblem(
        "1940.latitude", "50.2", "within 50.7-53.6: in the Netherlands"
    )
    assert located(owner) == {"9401": (52.99, 6.56)}


def test_postcodes_that_are_known_are_moved(owner: Engine, tmp_path: Path) -> None:
    path = tmp_path / "postcodes.csv"
    for latitude in (51.9, 52.0):
        path.write_text(f"postcode,latitude,longitude\n7001,{latitude},6.29\n")
        import_postcodes(owner, path)

    assert located(owner) == {"7001": (52.0, 6.29)}


@pytest.mark.parametrize("content", [b"a,b\n1,2\n", b"{broken", b'{"7001":' * 200_000, b"\xff\xff"])
def test_a_file_that_holds_no_postcodes_is_refused(
    owner: Engine, tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "postcodes.csv"
    path.write_bytes(content)

    with pytest.raises(InvalidInput, match="postcodes were not accepted"):
        import_postcodes(owner, path)
