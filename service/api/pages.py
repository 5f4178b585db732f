"""The OpenAPI document as pages to read, from this service alone: no other host is asked."""

from __future__ import annotations

from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import Response

from service.api.deps import NoQueryDep
from service.errors import NotFound

router = APIRouter(prefix="/docs", include_in_schema=False)
ASSETS = files("fastapi_standalone_docs") / "static" / "swagger"
SCRIPT, STYLE = "text/javascript", "text/css"
TYPES = {"swagger-ui-bundle.js": SCRIPT, "swagger-ui.css": STYLE, "start.js": SCRIPT}
START = """\
SwaggerUIBundle({
  url: "/v1/openapi.json",
  dom_id: "#pages",
  deepLinking: true,
  validatorUrl: null,
  persistAuthorization: false
});
"""
PAGE = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Plaatsmaker API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/docs/swagger-ui.css">
</head>
<body>
<div id="pages"></div>
<noscript>These pages need scripts; the document itself is at /v1/openapi.json.</noscript>
<script src="/docs/swagger-ui-bundle.js"></script>
<script src="/docs/start.js"></script>
</body>
</html>
"""
#: Only this service, and pictures that stand in the style sheet itself.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {"Content-Security-Policy": POLICY, "Referrer-Policy": "no-referrer"}


@router.get("")
def page(_: NoQueryDep) -> Response:
    """Give the page."""
    return Response(PAGE, media_type="text/html", headers=HEADERS)


@router.get("/{asset}")
def asset(name: Annotated[str, Path(alias="asset")], _: NoQueryDep) -> Response:
    """Give what the page loads; raises `NotFound` for anything else."""
    if name not in TYPES:
        raise NotFound
    content = START.encode() if name == "start.js" else (ASSETS / name).read_bytes()
    headers = HEADERS | {"Cache-Control": "public, max-age=3600"}
    return Response(content, media_type=TYPES[name], headers=headers)
