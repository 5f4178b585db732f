"""A caseworker at the desk: a short list for somebody, a choice, and a decision.

    plaatsmaker token --municipality GM0222 --scope match:read --scope decide > token
    python -m examples.caseworker k-0001 --url http://127.0.0.1:8000 --token-file token [--accept]

Shows the suggestions with their reasons and asks which one to propose. With `--accept` the first
is proposed and accepted at once. To copy from: every step is one function, and every refusal of
the service is shown in its own words.
"""

from __future__ import annotations

import argparse
import sys
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx

TIMEOUT_S = 30.0


class Refused(Exception):
    """The service did not do it; the message says why, with every problem."""


@contextmanager
def desk(url: str, token: str) -> Iterator[httpx.Client]:
    """Open a connection on behalf of a caseworker; a lost connection is tried again."""
    with httpx.Client(
        base_url=f"{url}/v1",
        headers={"authorization": f"Bearer {token}"},
        timeout=TIMEOUT_S,
        transport=httpx.HTTPTransport(retries=2),
    ) as client:
        yield client


def short_list(client: httpx.Client, candidate: str, size: int = 5) -> dict[str, Any]:
    """Ask for different places for one person, the best first, with the reasons."""
    return _answer(client.post("/matches", json={"candidate": candidate, "size": size}))


def propose(
    client: httpx.Client, candidate: str, suggestion: dict[str, Any], **listed: Any
) -> dict[str, Any]:
    """Put one place of the short list before the people it is about; say where it stood, and when.

    `listed` are `rank`, from 1, and `shownAt`.
    """
    named = {name: suggestion[name] for name in ("vacancy", "coach") if name in suggestion}
    body = {"source": "shortList", "candidate": candidate, **named, **listed}
    return _answer(client.post("/proposals", json=body, headers=_once()))


def decide(client: httpx.Client, proposal: str, decision: str, **why: str) -> dict[str, Any]:
    """Write down what was decided; accepting takes the seat and the hours at once."""
    body = {"decision": decision, **why}
    return _answer(client.post(f"/proposals/{proposal}/decision", json=body, headers=_once()))


def _once() -> dict[str, str]:
    """Give a request a key of its own: sent again after a lost connection, it is done once."""
    return {"idempotency-key": str(uuid.uuid4())}


def _answer(response: httpx.Response) -> dict[str, Any]:
    body: dict[str, Any] = response.json()
    if response.is_success:
        return body
    lines = [body["detail"]]
    for problem in body.get("errors", ()):
        seen = f", got {problem['value']}" if "value" in problem else ""
        lines.append(f"  {problem['field']}: expected {problem['expected']}{seen}")
    raise Refused("\n".join(lines))


def told(number: int, suggestion: dict[str, Any]) -> str:
    """Write one suggestion in two lines: what it is, and what can be said of it."""
    best = sorted(suggestion["contributions"].items(), key=lambda one: -one[1])[:3]
    reasons = ", ".join(f"{name} {points}" for name, points in best)
    asks = f"; ask about {', '.join(suggestion['unknowns'])}" if suggestion["unknowns"] else ""
    name = suggestion["name"] or suggestion["work"]
    where = f"{suggestion['vacancy']}, from {suggestion['start']}"
    return f"{number}. {name} ({where}): {suggestion['fit']} points\n   {reasons}{asks}"


def run(client: httpx.Client, candidate: str, *, accept: bool) -> int:
    """Show a short list, let one be chosen, propose it and write down the decision."""
    found = short_list(client, candidate)
    if not found["suggestions"]:
        print(f"No place now: {found['reason']} {found.get('rule', '')}".rstrip())
        return 0
    for number, suggestion in enumerate(found["suggestions"], 1):
        print(told(number, suggestion))
    shown_at = datetime.now(UTC).isoformat()
    chosen = 1 if accept else _number(len(found["suggestions"]))
    if not chosen:
        return 0
    suggestion = found["suggestions"][chosen - 1]
    proposal = propose(client, candidate, suggestion, rank=chosen, shownAt=shown_at)
    decision, why = ("accepted", {"reasonCode": "best_fit"}) if accept else ("introduced", {})
    done = decide(client, proposal["id"], decision, **why)
    print(f"Proposal {done['id']} is {done['status']}.")
    return 0


def _number(most: int) -> int:
    given = input(f"Propose which one (1-{most}, Enter for none)? ").strip()
    return int(given) if given.isdecimal() and 1 <= int(given) <= most else 0


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="examples.caseworker", description=__doc__.split("\n")[0])
    parser.add_argument("candidate", help="reference, such as k-0001")
    parser.add_argument("--url", default="http://127.0.0.1:8000")
    parser.add_argument("--token-file", type=Path, required=True)
    parser.add_argument("--accept", action="store_true", help="propose the first and accept it")
    asked = parser.parse_args(arguments)
    try:
        with desk(asked.url, asked.token_file.read_text(encoding="utf-8").strip()) as client:
            return run(client, asked.candidate, accept=asked.accept)
    except Refused as refused:
        print(refused, file=sys.stderr)
    except httpx.TransportError as lost:
        print(f"The service at {asked.url} did not answer: {lost}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
