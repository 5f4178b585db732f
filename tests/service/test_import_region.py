"""A region's file: its municipalities and partnerships, and what it must not contradict."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import Engine, text

from service.db import municipalities
from service.db.session import create_engine_for
from service.errors import FieldProblem, InvalidInput
from service.usecases.imports import import_region, read_region_file

if TYPE_CHECKING:
    from tests.conftest import Database


@pytest.fixture
def owner(database: Database) -> Iterator[Engine]:
    engine = create_engine_for(database.url())
    yield engine
    engine.dispose()


def test_a_region_comes_with_its_municipalities_and_partnerships(owner: Engine) -> None:
    body = {
        "region": {"code": "AM10", "name": "Elsewhere"},
        "municipalities": [{"code": "GM0001", "name": "A"}, {"code": "GM0002", "name": "B"}],
        "partnerships": [{"reference": "p", "municipalities": ["GM0001", "GM0002"]}],
    }

    for _ in range(2):
        import_region(owner, body)

    with owner.begin() as connection:
        query = text("SELECT municipality FROM partnership_member ORDER BY 1")
        assert municipalities.region_of(connection, "GM0001") == "AM10"
        assert list(connection.scalars(query)) == ["GM0001", "GM0002"]


def test_a_region_that_cannot_be_is_refused_with_every_problem(owner: Engine) -> None:
    with pytest.raises(InvalidInput) as refused:
        import_region(owner, {"region": {"code": "X", "name": "Y"}, "mayor": "Z"})

    told = {problem.field: problem.expected for problem in refused.value.problems}
    assert told["region.code"] == "like AM09"
    assert set(told) == {"region.code", "municipalities", "mayor"}


A, B = {"code": "GM0001", "name": "A"}, {"code": "GM0002", "name": "B"}


def shared(*members: str, **fields: object) -> dict[str, object]:
    return {"partnerships": [{"reference": "p", "municipalities": members, **fields}]}


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"municipalities": [A, B, A]},
         ("municipalities.2.code", "GM0001", "each municipality once")),
        ({"partnerships": 2 * shared("GM0001", "GM0002")["partnerships"]},  # type: ignore[operator]
         ("partnerships.1.reference", "p", "each partnership once")),
        (shared(), ("partnerships.0.municipalities", "none", "at least 2 municipalities")),
        (shared("GM0001", "GM0222"),
         ("partnerships.0.municipalities.1", "GM0222", "a municipality of this file")),
        (shared("GM0001", "GM0001"),
         ("partnerships.0.municipalities.1", "GM0001", "each member once")),
        (shared("GM0001", "GM0002", period={"start": "2027-01-02", "end": "2027-01-01"}),
         ("partnerships.0.period.end", "2027-01-01", "2027-01-02 or later")),
    ],
)  # fmt: skip
def test_a_region_that_contradicts_itself_is_refused_where_it_does(
    owner: Engine, wrong: dict[str, object], problem: tuple[str, str, str]
) -> None:
    body = {"region": {"code": "AM10", "name": "X"}, "municipalities": [A, B]}

    with pytest.raises(InvalidInput) as refused:
        import_region(owner, body | wrong)

    assert refused.value.problems == (FieldProblem(*problem),)
    with owner.begin() as connection:
        assert municipalities.region_of(connection, "GM0001") is None


def test_a_partnership_may_last_one_day(owner: Engine) -> None:
    day = {"start": "2027-01-01", "end": "2027-01-01"}
    body = {"region": {"code": "AM10", "name": "X"}, "municipalities": [A, B]}

    import_region(owner, body | shared("GM0001", "GM0002", period=day))

    with owner.begin() as connection:
        assert connection.scalar(text("SELECT end_day FROM partnership")) == date(2027, 1, 1)


@pytest.mark.parametrize("content", ["[" * 200_000, "{", "\xff"])
def test_a_region_file_that_is_no_json_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "region.json"
    path.write_bytes(content.encode("latin-1"))

    with pytest.raises(InvalidInput) as refused:
        read_region_file(path)

    assert [problem.value for problem in refused.value.problems] == ["region.json"]
