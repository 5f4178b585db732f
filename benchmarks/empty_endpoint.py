"""An endpoint that does nothing, to hold a real one against."""

from __future__ import annotations

from fastapi import FastAPI

app = FastAPI(openapi_url=None)


@app.post("/v1/matches")
def match(body: dict[str, object]) -> dict[str, object]:
    """Give back what came."""
    return body
