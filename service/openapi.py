"""The OpenAPI document as text, made from the code alone."""

from __future__ import annotations

import yaml

from service.api.document import document_of
from service.app import create_app
from service.settings import Settings


def document() -> str:
    """Give the document as YAML; asks nothing of a database or an issuer."""
    app = create_app(Settings.model_construct(database_url="postgresql://"))
    return yaml.safe_dump(document_of(app), sort_keys=False, allow_unicode=True, width=100)
