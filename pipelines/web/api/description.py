"""`/api/openapi.json`: the API in the words of OpenAPI 3.1 (https://spec.openapis.org/oas/v3.1.1.html)."""

import re
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from pipelines.web.api.answers import Problem
from pipelines.web.api.operations import OPERATIONS, Operation

ROOT = "/api"
VERSION = "1"
"""Raised when a field goes or changes its meaning; fields may come."""

ABOUT = (
    "Read-only. News stories of many outlets, each once with all its copies. Times are UTC, days begin at midnight UTC. "
    "Titles and texts are what web pages said."
)

_PROBLEMS = {
    "400": "A parameter is not what it should be.",
    "404": "There is no such thing.",
    "503": "Nothing is published, it is just being replaced, or its server does not answer: ask again (`Retry-After`).",
}


def openapi() -> dict[str, Any]:
    """The description."""
    models: list[type[BaseModel]] = [*(one.answer for one in OPERATIONS), Problem]
    _, schemas = models_json_schema(
        [(model, "serialization") for model in models],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Naba", "version": VERSION, "description": ABOUT},
        "servers": [{"url": ROOT}],
        "paths": {one.path: {"get": _operation(one)} for one in OPERATIONS},
        "components": {"schemas": schemas["$defs"]},
    }


def parameters(operation: Operation) -> list[dict[str, Any]]:
    """The parameters of an operation, those of its path first."""
    asked = operation.asked.model_json_schema()
    in_path = [
        {
            "name": name,
            "in": "path",
            "required": True,
            "description": f"{name.capitalize()} of the {operation.name}.",
            "schema": {"type": "string"},
        }
        for name in re.findall(r"{(\w+)}", operation.path)
    ]
    in_query = [
        {
            "name": name,
            "in": "query",
            "description": schema.get("description", ""),
            "schema": {key: value for key, value in schema.items() if key not in {"title", "description"}},
        }
        for name, schema in asked.get("properties", {}).items()
    ]
    return in_path + in_query


def _operation(operation: Operation) -> dict[str, Any]:
    return {
        "operationId": operation.name,
        "summary": operation.summary,
        "parameters": parameters(operation),
        "responses": {
            "200": _response(operation.answer.__doc__ or "", operation.answer.__name__),
            **{status: _response(meaning, Problem.__name__) for status, meaning in _PROBLEMS.items()},
        },
    }


def _response(meaning: str, schema: str) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    return {"description": meaning, "content": content}
