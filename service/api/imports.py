"""Bring many records in at once, and read again what that did."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import asdict
from enum import StrEnum
from tempfile import TemporaryFile
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import Field
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from service.api.deps import NoQueryDep, PartsDep, QueryKeys, WriterDep, body_of, media_type_of
from service.api.errors import FieldProblemView, guarded
from service.api.once import Key, Once, digest_of
from service.api.views import LOCATED, View
from service.db.session import unhurried
from service.tokens import Caller
from service.usecases import imports
from service.usecases.imports import Form, ImportReport, find_import

LOG = logging.getLogger(__name__)
router = APIRouter(prefix="/v1/imports", tags=["imports"])
#: How many rows are read between two lines in the log.
TOLD_EVERY = 10_000
FORMS: Mapping[str, Form] = {
    "application/x-ndjson": Form.NDJSON,
    "text/csv": Form.CSV,
    "application/json": Form.VUM,
}
EXAMPLES = {
    Form.NDJSON: '{"type": "organisation", "reference": "o7", "name": "Voedselbank"}\n'
    '{"type": "vacancy", "reference": "v12", "organisation": "o7",'
    ' "kind": "volunteering", "seats": 3}\n',
    Form.CSV: "type;reference;name;organisation;kind;seats\n"
    "organisation;o7;Voedselbank;;;\nvacancy;v12;Sorteren;o7;volunteering;3\n",
}
#: A list of profiles is streamed; its schema is VUM's own, hence any list.
VUM_BODY = {
    "schema": {"type": "array", "items": {"type": "object"}},
    "example": [
        {
            "idWerkzoekende": "w-0001",
            "mobiliteit": {"bemiddelingspostcode": "7001AB", "maximaleReisafstand": 15},
            "bemiddelingsberoep": [{"codeBeroepsnaam": "20039"}],
        }
    ],
}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": (
            "The media type says how records are written. NDJSON: one record a line, `type` "
            "(organisation, vacancy, coach or candidate) and the fields of that record. CSV (`;` "
            "or `,`): a header with `type` and dotted field names such as `load.hoursPerWeek.max`, "
            "lists like `a|b`, maps like `lifting=3|walking=2`, an empty cell for what is not "
            "known. JSON: job-seeker profiles and vacancies of the exchange standard VUM, version "
            "3 or older, one object or a list. A line is at most 1 MiB and a file 100,000 "
            "records; hours are in quarters, days like 2026-11-24."
        ),
        "content": {
            media_type: VUM_BODY
            if form is Form.VUM
            else {"schema": {"type": "string"}, "example": EXAMPLES[form]}
            for media_type, form in FORMS.items()
        },
    }
}
ImportId = Annotated[UUID, Path(alias="id", description="Id of an import.")]


class ImportMode(StrEnum):
    """What to do with the good lines when others are refused."""

    ALL_OR_NOTHING = "allOrNothing"
    KEEP_GOOD = "keepGood"


class ImportKeys(QueryKeys):
    """How an import is done."""

    mode: ImportMode = Field(
        default=ImportMode.ALL_OR_NOTHING,
        description="Store nothing when a line is refused, or keep the good lines.",
        examples=["allOrNothing"],
    )


class UnmappedView(View):
    """The fields of one record that have no place here: names only, nothing of them is kept."""

    line: int = Field(ge=1, description="Which record of the file, from 1.", examples=[3])
    fields: list[str] = Field(description="Names as in VUM.", examples=[["contactpersoon"]])


class ImportView(View):
    """What an import did."""

    id: UUID
    accepted: int = Field(ge=0, description="Records stored.", examples=[1489])
    refused: int = Field(ge=0, description="Lines refused.", examples=[2])
    detail: str = Field(
        description="What came of it, in words. With mode allOrNothing and a line refused nothing "
        "is stored, not the good lines either.",
        examples=["The good records were stored, the refused ones were not."],
    )
    errors: list[FieldProblemView] = Field(description="What was wrong, per line.")
    errors_left_out: int = Field(ge=0, description="Problems that are not listed.", examples=[0])
    unmapped: list[UnmappedView] | None = Field(
        default=None,
        description="Of VUM: what was not read, per record; told once, by the import itself.",
    )
    unmapped_left_out: int | None = Field(
        default=None,
        ge=1,
        description="Records whose unmapped fields are not listed.",
        examples=[7],
    )

    @classmethod
    def of(cls, report: ImportReport) -> ImportView:
        """Show what an import did."""
        shown = asdict(report) | {"detail": report.detail}
        shown["unmapped"] = shown["unmapped"] or None
        shown["unmapped_left_out"] = shown["unmapped_left_out"] or None
        return cls(**shown)


@router.post(
    "",
    status_code=201,
    summary="Import records",
    responses={**guarded(409, 413, 415), 201: LOCATED},
    response_model_exclude_none=True,
    openapi_extra=BODY,
    dependencies=[Depends(body_of(*FORMS))],
)
async def import_records(
    parts: PartsDep,
    caller: WriterDep,
    request: Request,
    response: Response,
    keys: Annotated[ImportKeys, Query()],
    key: Key = None,
) -> ImportView:
    """Store the records of a file for the token's municipality, with every problem of every line.

    New references are added, known ones changed. One import is read at a time; others wait.
    """
    municipality, asked = caller.own_municipality(), digest_of(request)
    with TemporaryFile() as file:
        async for chunk in request.stream():
            file.write(chunk)
            asked.update(chunk)
        file.seek(0)
        once = Once(key, asked.hexdigest())
        async with parts.importing:
            report = await run_in_threadpool(
                imports.import_records,
                parts.engine,
                municipality,
                file,
                form=FORMS.get(media_type_of(request), Form.NDJSON),
                all_or_nothing=keys.mode is ImportMode.ALL_OR_NOTHING,
                requested_by=caller.subject,
                progress=_tell,
                once=_done_once(once, caller, response),
            )
    return ImportView.of(report)


def _tell(rows: int) -> None:
    """Say in the log, under the id of the request, how many rows were read, and nothing of them."""
    if rows and rows % TOLD_EVERY == 0:
        LOG.info("import", extra={"rows": rows})


def _done_once(once: Once, caller: Caller, response: Response) -> imports.DoneOnce:
    """Keep the answer in the transaction of the import, which takes as long as its file needs."""

    def begin(connection: Connection) -> None:
        unhurried(connection)
        once.begin(connection, caller)

    def keep(connection: Connection, report: ImportReport) -> None:
        response.status_code = 201
        response.headers["Location"] = f"{router.prefix}/{report.id}"
        once.keep(connection, caller, response, ImportView.of(report))

    return imports.DoneOnce(begin, keep)


@router.get(
    "/{id}",
    summary="What an import did",
    responses=guarded(404),
    response_model_exclude_none=True,
)
def get_import(
    parts: PartsDep, caller: WriterDep, import_id: ImportId, _: NoQueryDep
) -> ImportView:
    """Show what an earlier import of one's own municipality did; refused values are not kept."""
    return ImportView.of(find_import(parts.engine, caller.own_municipality(), import_id))
