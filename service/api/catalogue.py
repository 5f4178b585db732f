"""Candidates, organisations, vacancies and coaches: read, listed, stored and deleted one by one.

The four nouns are alike, so their paths are made by one function; its annotations are evaluated as
it runs, hence no `annotations` from the future here.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from urllib.parse import quote, unquote

from fastapi import APIRouter, Path, Query, Response
from pydantic import Field, PlainValidator, create_model

from service.api.catalogue_pages import (
    CandidatePage,
    CoachPage,
    OrganisationPage,
    VacancyPage,
    Whose,
)
from service.api.deps import (
    JSON_BODY,
    NoQueryDep,
    Page,
    Parts,
    PartsDep,
    QueryKeys,
    ReaderDep,
    WriterDep,
    acting,
    bad_cursor,
    cursor_of,
    key_of,
)
from service.api.errors import guarded
from service.api.etags import TAGGED, IfMatch, IfMatchDep, etag_of
from service.api.views import Next, View
from service.db.listing import SORTS, Listing
from service.db.session import transaction
from service.errors import FieldProblem, InvalidInput
from service.records import RECORDS, read_record
from service.tokens import Caller
from service.usecases import catalogue
from service.usecases.catalogue import Expectation, Stored
from solver.ground import REFERENCE

Named = Annotated[
    str,
    Path(
        pattern=f"^{REFERENCE.pattern}$", description="Reference of the record.", examples=["v12"]
    ),
]


@dataclass(frozen=True, slots=True)
class Noun:
    """One of the four: its name in the code, on the wire, and for people."""

    name: str
    path: str
    title: str
    page: type[Page]
    whose: type[QueryKeys]


NOUNS = (
    Noun("candidate", "candidates", "Candidate", CandidatePage, QueryKeys),
    Noun("organisation", "organisations", "Organisation", OrganisationPage, Whose),
    Noun("vacancy", "vacancies", "Vacancy", VacancyPage, Whose),
    Noun("coach", "coaches", "Coach", CoachPage, Whose),
)


def _object(given: object) -> Mapping[str, object]:
    if not isinstance(given, Mapping):
        raise ValueError("an object")
    return given


def _router(noun: Noun) -> APIRouter:
    """Make the paths of one noun."""
    router = APIRouter(prefix=f"/v1/{noun.path}", tags=[noun.path])
    record: Any = RECORDS[noun.name]
    given = Annotated[Mapping[str, object], PlainValidator(_object, json_schema_input_type=record)]
    listed: Any = create_model(
        f"{noun.title}List",
        __base__=View,
        __doc__=f"A page of {noun.path}.",
        items=(list[record], Field(description="In the order asked for.")),
        next=(Next, None),
    )
    asked, whose = Annotated[noun.page, Query()], Annotated[noun.whose, Query()]

    @router.get(
        "",
        name=f"list_{noun.path}",
        summary=f"{noun.path.capitalize()} of a municipality",
        responses=guarded(),
        response_model=listed,
        response_model_exclude_none=True,
    )
    def list_records(parts: PartsDep, caller: ReaderDep, page: asked) -> Any:  # type: ignore[valid-type]
        """List records: filtered, sorted, a page at a time; what one may not see is not there."""
        found, following = _found(parts, caller, noun, page)
        return listed(items=[record.of(one.entity) for one in found], next=following)

    @router.get(
        "/{reference}",
        name=f"get_{noun.name}",
        summary=f"One {noun.name}",
        responses={**guarded(404), 200: TAGGED},
        response_model=record,
        response_model_exclude_none=True,
    )
    def get_record(
        parts: PartsDep,
        caller: ReaderDep,
        response: Response,
        reference: Named,
        query: whose,  # type: ignore[valid-type]
    ) -> Any:
        """Read a record as it is stored."""
        own = caller.own_municipality()
        keeper = getattr(query, "municipality", None) or own
        with acting(parts, caller) as connection:
            stored = catalogue.read(connection, noun.name, keeper, reference)
        return _shown(response, record, stored)

    @router.put(
        "/{reference}",
        name=f"put_{noun.name}",
        summary=f"Store a {noun.name}",
        responses={**guarded(409, 412, 413, 415, 428), 200: TAGGED, 201: TAGGED},
        response_model=record,
        response_model_exclude_none=True,
        dependencies=[JSON_BODY],
    )
    def put_record(
        parts: PartsDep,
        caller: WriterDep,
        response: Response,
        reference: Named,
        body: given,
        known: IfMatchDep,
        _: NoQueryDep,
    ) -> Any:
        """Store a whole record: 201 when it is new, 200 when it is changed or stood there already.

        To change one, give the ETag of what you read in If-Match. The same body again does no harm.
        """
        own = caller.own_municipality()
        entity = read_record(noun.name, body, own)
        if entity.reference != reference:
            wrong = FieldProblem("reference", entity.reference, f"{reference}, as in the path")
            raise InvalidInput(f"The {noun.name} was not accepted.", [wrong])
        with transaction(parts.engine, own) as connection:
            stored, is_new = catalogue.put(connection, noun.name, entity, _expecting(known))
        response.status_code = 201 if is_new else 200
        return _shown(response, record, stored)

    @router.delete(
        "/{reference}",
        name=f"delete_{noun.name}",
        summary=f"Delete a {noun.name}",
        status_code=204,
        responses=guarded(404, 409, 412, 428),
    )
    def delete_record(
        parts: PartsDep, caller: WriterDep, reference: Named, known: IfMatchDep, _: NoQueryDep
    ) -> None:
        """Delete a record to which no placement and no vacancy refers.

        What is proposed of a vacancy or a coach expires with it. Of a candidate all that is not
        decided is deleted too; placements that have ended, and what was decided, stay without the
        name, and one that has not ended is a 409.
        """
        own = caller.own_municipality()
        with acting(parts, caller) as connection:
            key, today = (own, reference), parts.settings.today()
            catalogue.delete(connection, noun.name, key, _expecting(known), today=today)

    return router


def _found(parts: Parts, caller: Caller, noun: Noun, page: Any) -> tuple[list[Stored], str | None]:
    """Give the records of a page, and the cursor of the next one."""
    listing = _listing(noun, caller, page)
    with acting(parts, caller) as connection:
        found = catalogue.page(connection, listing, page.page_size, _after(listing, page))
    shown = found[: page.page_size]
    following = _next(listing, *shown[-1]) if len(found) > len(shown) else None
    return [one for one, _ in shown], following


def _shown(response: Response, record: Any, stored: Stored) -> Any:
    response.headers["ETag"] = etag_of(stored.state)
    return record.of(stored.entity)


def _expecting(known: IfMatch) -> Expectation:
    return lambda state: known.expect(None if state is None else etag_of(state))


def _listing(noun: Noun, caller: Caller, page: Any) -> Listing:
    own = caller.own_municipality()
    unfiltered = {"page_size", "cursor", "sort", "municipality"}
    filters = page.model_dump(exclude=unfiltered, exclude_none=True)
    keeper = getattr(page, "municipality", None) or own
    if "/" not in filters.get("organisation", "/"):
        filters["organisation"] = f"{keeper}/{filters['organisation']}"
    return Listing(
        noun=noun.name,
        municipality=keeper,
        sort=page.sort.removeprefix("-"),
        descending=page.sort.startswith("-"),
        filters=filters,
    )


def _next(listing: Listing, last: Stored, key: object) -> str:
    told = key.isoformat() if isinstance(key, date) else str(key)
    return cursor_of(_question(listing), quote(told), last.entity.reference)


def _after(listing: Listing, page: Page) -> tuple[Any, str] | None:
    """Read a cursor; raises `InvalidInput` for one of another list."""
    key = key_of(page.cursor, 3)
    if key is None:
        return None
    question, told, reference = key
    if question != _question(listing):
        raise bad_cursor()
    kind = SORTS[listing.noun][listing.sort].type.python_type
    try:
        return _READ[kind](unquote(told, errors="strict")), reference
    except ValueError:
        raise bad_cursor() from None


def _storable(told: str) -> str:
    """Give a text that the database can compare with; raises `ValueError` for another."""
    if "\0" in told:
        raise ValueError
    return told


_READ: Mapping[type, Any] = {
    str: _storable,
    int: int,
    date: date.fromisoformat,
    datetime: datetime.fromisoformat,
}


def _question(listing: Listing) -> str:
    """Give a digest of all that a list was asked by, for its cursors."""
    asked = [listing.noun, listing.municipality, listing.sort, listing.descending]
    told = json.dumps([*asked, sorted(listing.filters.items())], default=str)
    return hashlib.sha256(told.encode()).hexdigest()[:16]


ROUTERS = [_router(noun) for noun in NOUNS]
