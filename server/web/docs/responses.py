"""Which responses an operation can have, with their headers: from what its row says."""

from typing import Any

from ...errors import HTTP_STATUS
from ...wire.commands import Batch
from ..rest.table import Operation
from .schemas import Schema

_SAID = {
    400: "Something in the request is not understood: `details.field` names it.",
    401: "A token is missing, or it has expired.",
    403: "This is not allowed.",
    404: "It is not there, or not for whoever asks.",
    409: "It can't be changed like this now, or the key was used for another change.",
    412: "It has changed since: `details.current` is how it is now.",
    413: "The body is too big.",
    415: "The body is not JSON.",
    429: "Too many requests, or a quota is used up.",
    500: "The server failed; its log says why. Nothing was changed.",
    502: "The model failed.",
    503: "Too much waits, or the chat's file can't be used just now: try again.",
}
_ALSO = {
    201: "It is new.",
    204: "There is nothing to tell.",
    206: "The part that `Range` asks for.",
    304: "It is as `If-None-Match` says.",
    416: "It ends before the part that `Range` asks for.",
}
_RETRY = {"Retry-After": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}}}

RESPONSES: dict[str, Any] = {
    f"Problem{status}": {
        "description": said,
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
        **({"headers": _RETRY} if status in (429, 503) else {}),
    }
    for status, said in _SAID.items()
    if status in {*HTTP_STATUS.values(), 415}
}
RESPONSES |= {
    f"Text{status}": {**RESPONSES[f"Problem{status}"], "content": {"text/plain": {"schema": {"type": "string"}}}}
    for status in (400, 401, 403, 404, 409, 413, 415, 429, 500, 503)
}

_TEXT: Schema = {"type": "string"}
_ETAG = {"description": "Of this state, for `If-Match` and `If-None-Match`.", "schema": _TEXT}
_LOCATION = {"description": "Where it is found.", "schema": {"type": "string", "format": "uri-reference"}}
_CACHE = {"description": "Whether it may be kept.", "schema": _TEXT}


def responses(operation: Operation, schema: Schema | None) -> dict[str, Any]:
    """By status. `schema` is that of the body where something was done; None where the row's own door writes it."""
    route, inputs = operation.route, operation.inputs
    shown = {"Cache-Control": _CACHE, **({"ETag": _ETAG} if route.etag is not None else {})}
    content = {route.media: {"schema": schema if schema is not None else _TEXT}}
    if route.media in ("application/vnd.sqlite3", "application/zip", "text/event-stream", "*/*"):
        content = {route.media: {}}
    done = {"description": "Done.", "headers": shown, "content": content}
    made = {"Location": _LOCATION} if route.location is not None else {}
    found: dict[str, Any] = {str(route.status): {**done, "headers": {**shown, **made}}}
    if route.made is not None:
        found["200"] = {**done, "description": "It was there already, and is as it was."}
    if route.method == "GET" and route.etag is not None:
        found["304"] = {"description": "It is as `If-None-Match` says.", "headers": {"ETag": _ETAG}}
    found |= {str(status): {**done, "description": said} for status, said in _ALSO.items() if status in route.also}
    if 204 in route.also:
        del found["204"]["content"]
    statuses = {400, 401, 403, 404, 429, 500, 503}
    if route.method != "GET":
        statuses |= {409, 413, 415}
    if inputs.expected is not None or route.command is Batch or 412 in route.also:
        # the changes in a batch say what they start from
        statuses.add(412)
    refused = "Text" if route.refuses == "text/plain" else "Problem"
    return found | {str(status): {"$ref": f"#/components/responses/{refused}{status}"} for status in sorted(statuses)}


def headers(operation: Operation, key: str) -> list[dict[str, Any]]:
    """The headers that a request may have, as parameters."""
    route, inputs, found = operation.route, operation.inputs, list[tuple[str, str, Schema]]()
    if inputs.once:
        told = "Your own name for this change: however often it is sent, it happens once, and gets its first answer."
        found.append((key, told, {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[\\x21-\\x7e]+$"}))
    if inputs.expected is not None:
        told = "The ETag of the state that you start from: refused with 412 where it has changed since."
        found.append(("If-Match", told, _TEXT))
    if route.method == "GET" and route.etag is not None:
        found.append(("If-None-Match", "The ETag that you have: 304 where it still holds.", _TEXT))
    if route.served == "events":
        found.append(("Last-Event-ID", "The last `seq` that you heard; browsers say it by themselves.", _TEXT))
    return [
        {"name": name, "in": "header", "required": False, "description": told, "schema": schema}
        for name, told, schema in found
    ]
