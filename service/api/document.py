"""The OpenAPI document: what FastAPI knows, with our errors, headers and no unused schemas."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, FastAPI, Request
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse

from service.api.deps import NoQueryDep
from service.api.errors import Problem

Document = dict[str, Any]
SCHEMAS = "#/components/schemas/"
CONTACT = {
    "name": "Plaatsmaker",
    "url": "https://plaatsmaker.example/",
    "email": "info@plaatsmaker.example",
}
#: Where the paths of the document begin; it is relative to where the document was read.
SERVERS = [{"url": "/v1", "description": "This service."}]
VERSION_HEADER = {
    "description": "Full version of the API.",
    "required": True,
    "schema": {"type": "string", "examples": ["1.0.0"]},
}

router = APIRouter()


@router.get("/v1/openapi.json", include_in_schema=False)
def openapi(request: Request, _: NoQueryDep) -> JSONResponse:
    """Give the document to everybody, also to pages of other sites.

    The first one takes seconds to make: in a thread, so that nobody else waits for it.
    """
    return JSONResponse(document_of(request.app), headers={"Access-Control-Allow-Origin": "*"})


def document_of(app: FastAPI) -> Document:
    """Describe an app; made once and kept."""
    if app.openapi_schema is None:
        app.openapi_schema = _completed(
            get_openapi(
                title=app.title,
                version=app.version,
                openapi_version=app.openapi_version,
                description=app.description,
                routes=app.routes,
            )
        )
    return app.openapi_schema


def _streams_by_event(document: Document) -> None:
    """Describe streams by one event of theirs: 3.1 has no word of its own for that."""
    for operation in _operations(document):
        for answer in operation["responses"].values():
            stream = answer.get("content", {}).get("text/event-stream")
            if stream is not None:
                stream["schema"] = stream.pop("itemSchema")


def _completed(document: Document) -> Document:
    document["info"]["contact"] = CONTACT
    document["servers"] = SERVERS
    base = SERVERS[0]["url"]
    _streams_by_event(document)
    document["paths"] = {path.removeprefix(base): item for path, item in document["paths"].items()}
    tags = {tag for operation in _operations(document) for tag in operation["tags"]}
    document["tags"] = [{"name": tag} for tag in sorted(tags)]
    for operation in _operations(document):
        operation["responses"].pop("422", None)
        for parameter in operation.get("parameters", ()):
            parameter["schema"] = _never_null(parameter["schema"])
        for answer in operation["responses"].values():
            versioned = {"API-Version": {"$ref": "#/components/headers/API-Version"}}
            answer["headers"] = answer.get("headers", {}) | versioned
    components = document["components"]
    components["headers"] = {"API-Version": VERSION_HEADER}
    schemas = components["schemas"]
    problem = Problem.model_json_schema(ref_template=SCHEMAS + "{model}")
    schemas |= {**problem.pop("$defs"), Problem.__name__: problem}
    used = sorted(_used(document["paths"], schemas))
    components["schemas"] = {name: schemas[name] for name in used}
    return document


def _never_null(schema: Document) -> Document:
    """Describe a parameter, which is absent or has a value."""
    if {"type": "null"} not in schema.get("anyOf", ()):
        return schema
    (value,) = (one for one in schema["anyOf"] if one != {"type": "null"})
    return {**value, **{key: told for key, told in schema.items() if key != "anyOf"}}


def _operations(document: Document) -> Iterator[Document]:
    for path in document["paths"].values():
        yield from path.values()


def _used(part: Any, schemas: Document) -> set[str]:
    """Name the schemas that a part of the document refers to, and those they refer to."""
    found: set[str] = set()
    wanted = _references(part)
    while wanted:
        found |= wanted
        wanted = {name for each in wanted for name in _references(schemas[each])} - found
    return found


def _references(part: Any) -> set[str]:
    if isinstance(part, list):
        return set().union(*map(_references, part))
    if not isinstance(part, dict):
        return set()
    target = str(part.get("$ref", ""))
    own = {target.removeprefix(SCHEMAS)} if target.startswith(SCHEMAS) else set()
    return own.union(*map(_references, part.values()))
