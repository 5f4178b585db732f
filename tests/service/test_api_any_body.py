"""Whatever is sent, the answer is one of those the document names: never an error of our own."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.records import RECORDS
from tests.service.api_client import NDJSON, Api

FIELDS = sorted(
    {
        field.alias or name
        for record in RECORDS.values()
        for name, field in record.model_fields.items()
    }
)
WORDS = st.sampled_from(
    ["k1", "GM0197/c1", "2026-11-24", "B1", "light", "liked", "volunteering", "7001", "25498",
     "lifting", "monday_morning", "min", "max", "start", "end", "latitude", "longitude", "\x00",
     "\ud800", "９", "123456782", "", "open"]
)  # fmt: skip
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.sampled_from([0, 1, 3, 4, 8, 40])
    | WORDS
    | st.text(max_size=8)
)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=6,
)
RECORD = st.dictionaries(st.sampled_from(FIELDS), ANYTHING, max_size=6)
ENOUGH = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@ENOUGH
@given(person=RECORD, size=ANYTHING)
def test_any_person_is_answered_or_refused(
    api: Api, person: dict[str, object], size: object
) -> None:
    body = json.dumps({"candidate": {"reference": "k9", **person}, "size": size})

    answer = api.client.post(
        "/v1/matches",
        content=body.encode("utf-8", errors="surrogatepass"),
        headers=api.bearer() | {"content-type": "application/json"},
    )

    assert answer.status_code in {200, 400}, answer.text
    assert answer.status_code == 200 or answer.json()["errors"]


@ENOUGH
@given(asked=st.dictionaries(st.sampled_from(["seed", "today", "workLimit", "x"]), ANYTHING))
def test_any_run_is_queued_or_refused(api: Api, asked: dict[str, object]) -> None:
    answer = api.client.post(
        "/v1/match-runs",
        content=json.dumps(asked),
        headers=api.bearer() | {"content-type": "application/json"},
    )

    assert answer.status_code in {202, 400}, answer.text
    if answer.status_code == 202:
        stop = f"{answer.headers['location']}/cancellation"
        assert api.client.post(stop, headers=api.bearer()).status_code == 202


@ENOUGH
@given(noun=st.sampled_from(sorted(RECORDS)), record=RECORD, rest=st.binary(max_size=20))
def test_any_file_gets_a_report(
    api: Api, noun: str, record: dict[str, object], rest: bytes
) -> None:
    line = json.dumps({"type": noun, "reference": "r9", **record}).encode()

    answer = api.client.post(
        "/v1/imports", content=line + b"\n" + rest, headers=api.bearer() | NDJSON
    )

    assert answer.status_code == 201, answer.text
    assert answer.json()["accepted"] + answer.json()["refused"] >= 1


@ENOUGH
@given(key=st.sampled_from(["cursor", "pageSize", "mode"]), value=st.text(max_size=30))
def test_any_query_is_answered_or_refused(api: Api, key: str, value: str) -> None:
    answer = api.client.get("/v1/match-runs", params={key: value}, headers=api.bearer())

    assert answer.status_code in {200, 400}, answer.text
