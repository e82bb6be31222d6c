"""The API's addresses: every operation, and its description for programs and for people."""

from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from pydantic import BaseModel, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pipelines.errors import first_fault
from pipelines.warehouse.ask.rows import Row
from pipelines.web.api.answers import Problem
from pipelines.web.api.description import ROOT, openapi
from pipelines.web.api.operations import OPERATIONS, Operation
from pipelines.web.published import Published


def api_routes(published: Published, page: Callable[[Request], Response]) -> list[Route]:
    """The routes.

    Args:
        published: what is asked.
        page: the description for people.
    """
    return [
        Route(ROOT, page, name="api"),
        Route(f"{ROOT}/openapi.json", _description),
        *(
            Route(ROOT + one.path, partial(_answer, published, one), name=f"api-{one.name}")
            for one in OPERATIONS
        ),
    ]


def problem(status: int, error: str) -> Response:
    """An error as the API tells it."""
    return _json(Problem(status=status, error=error), status)


def _description(_: Request) -> Response:
    return JSONResponse(openapi())


def _answer(published: Published, operation: Operation, request: Request) -> Response:
    try:
        asked = operation.asked.model_validate(dict(request.query_params))
    except ValidationError as error:
        return problem(HTTPStatus.BAD_REQUEST, first_fault(error))
    with published.open() as connection:
        found: Row | None = operation.ask(connection, asked, request.path_params)
    if found is None:
        return problem(HTTPStatus.NOT_FOUND, f"no {operation.name} {request.path_params['id']}")
    return _json(operation.answer.model_validate(found), HTTPStatus.OK)


def _json(model: BaseModel, status: int) -> Response:
    return Response(model.model_dump_json(by_alias=True), status, media_type="application/json")
