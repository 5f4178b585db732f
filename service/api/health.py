"""Whether the process lives, and whether it can do its work."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field
from sqlalchemy import text

from service.api.deps import NoQueryDep, PartsDep
from service.api.errors import responses

router = APIRouter(tags=["operations"])


class HealthView(BaseModel):
    """All is well; anything else is an error."""

    status: str = Field(default="ok", examples=["ok"])


@router.get("/livez", summary="Does the process live?", responses=responses(400))
async def live(_: NoQueryDep) -> HealthView:
    """Answer while the process lives; asks nothing of the database."""
    return HealthView()


@router.get("/readyz", summary="Can it do its work?", responses=responses(400))
def ready(parts: PartsDep, _: NoQueryDep) -> HealthView:
    """Answer when the database answers too."""
    with parts.engine.connect() as connection:
        connection.execute(text("SELECT 1"))
    return HealthView()
