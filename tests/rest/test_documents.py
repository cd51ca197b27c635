"""C5: the documents are made from the table and the structs, and are what they say they are."""

import json
from types import SimpleNamespace
from typing import Any, get_args

import aiohttp
import jsonschema
import msgspec
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from server.web.docs.asyncapi import asyncapi
from server.web.docs.openapi import openapi
from server.web.docs.sample import sample
from server.web.rest.table import NOT_OVER_REST, OPERATIONS, Operation
from server.wire.commands import Request
from server.wire.events import AnyFrame

from ..conftest import Server
from ..packages import npm_file
from .calls import call


@pytest.fixture(scope="session")
def async_schema() -> Any:
    """The schema of AsyncAPI 3.0 by those who make it; skips where it can't be had."""
    file = npm_file("@asyncapi/specs/schemas/3.0.0-without-$id.json")
    return json.loads(file.read_text("utf-8"))


def test_every_command_has_a_row_or_a_reason_to_have_none() -> None:
    commands = [command for command in get_args(Request) if command.scope != "connection"]
    rows = {operation.route.command for operation in OPERATIONS}
    assert [command.__name__ for command in commands if command not in rows and command not in NOT_OVER_REST] == []
    assert [command.__name__ for command in NOT_OVER_REST if command in rows or command not in commands] == []
    assert all(NOT_OVER_REST.values())


def test_every_field_of_a_command_can_be_said_over_rest() -> None:
    for operation in OPERATIONS:
        route, inputs = operation.route, operation.inputs
        if route.command is None or route.make is not None:
            continue
        said = {name for part in (inputs.path, inputs.query) if part for name in part.__struct_fields__}
        said |= {inputs.body_is} if inputs.body_is else set(inputs.body.__struct_fields__ if inputs.body else ())
        said |= {"request_id", "idempotency_key", "session_id", inputs.expected or "", *route.fixed(0)}
        assert set(route.command.__struct_fields__) <= said, route.path


def test_no_operation_is_said_twice() -> None:
    for found in (
        [(operation.route.method, operation.route.path) for operation in OPERATIONS],
        [operation.name for operation in OPERATIONS],
    ):
        assert len(found) == len(set(found))


async def test_the_openapi_document_is_valid(server: Server) -> None:
    served = await call(server, "GET", "/openapi.json")
    assert served.headers["Content-Type"] == "application/json"
    assert served.body == openapi()
    assert [error.message for error in OpenAPIV31SpecValidator(served.body).iter_errors()] == []


def test_the_openapi_document_has_every_row() -> None:
    document = openapi()
    found = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert found == {(operation.route.method, operation.route.path) for operation in OPERATIONS}
    for methods in document["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["responses"]["400"]["$ref"].startswith("#/components/responses/")


@pytest.mark.parametrize(
    "operation", [found for found in OPERATIONS if found.route.frame], ids=lambda operation: operation.name
)
def test_what_is_made_of_a_frame_is_as_the_document_says(operation: Operation) -> None:
    frame = a_frame(operation.route.frame)
    command = SimpleNamespace(limit=5, offset=2, message_limit=5, message_offset=2)
    body = msgspec.json.decode(msgspec.json.encode(operation.answer.make(frame, "s1", command)))
    document = openapi()
    assert operation.answer.struct is not None
    reference = {"$ref": f"#/components/schemas/{operation.answer.struct.__name__}"}
    jsonschema.Draft202012Validator(reference | {"components": document["components"]}).validate(body)
    path = operation.route.path
    assert ("success" in body) == (path in ("/api/chats", "/api/markdown") or path.startswith("/api/chats/"))


def a_frame(kind: Any) -> Any:
    """A frame with all its fields."""
    [reference], components = msgspec.json.schema_components([kind], ref_template="#/components/schemas/{name}")
    made = sample(reference, {"components": {"schemas": components}}, whole=True)
    return msgspec.convert(made, kind)


def test_times_are_told_as_rest_shows_them() -> None:
    schemas = openapi()["components"]["schemas"]
    assert schemas["Artifact"]["properties"]["createdAt"] == {"type": "string", "format": "date-time"}
    kinds = schemas["Session"]["properties"]["deletedAt"]["anyOf"]
    assert {"type": "string", "format": "date-time"} in kinds
    assert asyncapi()["components"]["schemas"]["Artifact"]["properties"]["createdAt"]["type"] == "integer"


def test_the_documents_hold_no_expression_that_only_python_understands() -> None:
    assert "\\\\Z" not in json.dumps([openapi(), asyncapi()])


async def test_the_asyncapi_document_is_valid(server: Server, async_schema: Any) -> None:
    served = (await call(server, "GET", "/asyncapi.json")).body
    validator = jsonschema.validators.validator_for(async_schema)(async_schema)
    assert [error.message for error in validator.iter_errors(served)] == []


def test_the_asyncapi_document_has_every_request_and_every_frame() -> None:
    document = asyncapi()
    tags = {str(struct.__struct_config__.tag) for struct in (*get_args(Request), *get_args(AnyFrame))}
    assert set(document["components"]["messages"]) == tags
    assert {channel["address"] for channel in document["channels"].values()} == {"/ws/{sessionId}", "/ws"}
    for channel in document["channels"].values():
        assert set(channel["messages"]) == tags
    for message in document["components"]["messages"].values():
        assert message["correlationId"] == {"$ref": "#/components/correlationIds/requestId"}


# how they are served


async def test_documents_are_sent_once(server: Server) -> None:
    for path in ("/openapi.json", "/asyncapi.json", "/docs", "/docs/style.css"):
        first = await call(server, "GET", path)
        assert (first.status, first.headers["Cache-Control"]) == (200, "no-cache")
        again = await call(server, "GET", path, If_None_Match=first.headers["ETag"])
        assert (again.status, again.data) == (304, b"")
        async with (
            aiohttp.ClientSession(auto_decompress=False, headers={"Accept-Encoding": "gzip"}) as http,
            http.get(server.url + path) as response,
        ):
            assert response.headers["Content-Encoding"] == "gzip"
            assert len(await response.read()) < len(first.data) / 2


async def test_the_page_shows_every_operation_with_nothing_from_elsewhere(server: Server) -> None:
    shown = await call(server, "GET", "/docs")
    assert shown.headers["Content-Type"] == "text/html; charset=utf-8"
    text = shown.data.decode()
    for operation in OPERATIONS:
        assert f'id="{operation.name[0].lower()}{operation.name[1:]}"' in text
    assert "<script" not in text
    assert "style=" not in text
    assert "default-src 'none'; style-src 'self'" in shown.headers["Content-Security-Policy"]
    for attribute in ('src="', 'rel="stylesheet" href="'):
        assert all(part.startswith("/") for part in text.split(attribute)[1:])
