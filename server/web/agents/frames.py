"""The frames of the protocol: what clients send, and what they are sent.

Source: `chat/wire-types.ts`, `chat/protocol.ts` and `client.ts` in
https://github.com/cloudflare/agents/tree/main/packages/agents/src.
"""

from typing import Any

import msgspec
from msgspec import Struct

from ...errors import SatchelError
from ...wire.codec import field_in


class Incoming(Struct, rename="camel", tag_field="type", kw_only=True):
    """Clients may say more than what is read here."""


class Init(Struct):
    """Of a request, as of `fetch`."""

    body: str
    method: str = "POST"


class UseChatRequest(Incoming, tag="cf_agent_use_chat_request", kw_only=True):
    id: str
    init: Init


class Cancel(Incoming, tag="cf_agent_chat_request_cancel", kw_only=True):
    id: str


class Clear(Incoming, tag="cf_agent_chat_clear", kw_only=True):
    """The one way in which a client deletes what is stored."""


class ChatMessages(Incoming, tag="cf_agent_chat_messages", kw_only=True):
    messages: list[Any]


class ResumeRequest(Incoming, tag="cf_agent_stream_resume_request", kw_only=True):
    probe_id: str | None = None


class ResumeAck(Incoming, tag="cf_agent_stream_resume_ack", kw_only=True):
    id: str


class ToolResult(Incoming, tag="cf_agent_tool_result", kw_only=True):
    tool_call_id: str
    output: Any = None
    state: str | None = None
    error_text: str | None = None
    auto_continue: bool = False


class ToolApproval(Incoming, tag="cf_agent_tool_approval", kw_only=True):
    tool_call_id: str
    approved: bool
    auto_continue: bool = False


class NewState(Incoming, tag="cf_agent_state", kw_only=True):
    state: Any = None


class Rpc(Incoming, tag="rpc", kw_only=True):
    id: str
    method: str


AnyIncoming = (
    UseChatRequest
    | Cancel
    | Clear
    | ChatMessages
    | ResumeRequest
    | ResumeAck
    | ToolResult
    | ToolApproval
    | NewState
    | Rpc
)
_decoder = msgspec.json.Decoder(AnyIncoming)


def read(data: str | bytes) -> Incoming | None:
    """What a client sent; None for what is none of this door's, since applications send frames of their own.

    Raises:
        SatchelError: `invalid`, for a frame of the protocol that is not well formed.
    """
    try:
        found: Incoming = _decoder.decode(data)
    except (msgspec.ValidationError, RecursionError) as error:
        field = field_in(str(error))
        if field in ("$", "type"):
            return None
        raise SatchelError("invalid", f"This frame is not well formed: {error}.", {"field": field}) from None
    except (ValueError, TypeError):
        return None
    return found


# to clients

Outgoing = dict[str, Any]


def response(
    id: str, body: str, *, done: bool = False, error: bool = False, continuation: bool = False, replay: bool = False
) -> Outgoing:
    """A chunk of a reply, or its end."""
    frame: Outgoing = {"type": "cf_agent_use_chat_response", "id": id, "body": body, "done": done}
    flags = {"error": error, "continuation": continuation, "replay": replay}
    return frame | {name: True for name, on in flags.items() if on}


def chunk_response(id: str, chunk: dict[str, Any], **flags: bool) -> Outgoing:
    return response(id, msgspec.json.encode(chunk).decode(), **flags)


def transcript(messages: list[Outgoing]) -> Outgoing:
    return {"type": "cf_agent_chat_messages", "messages": messages}


def message_updated(message: Outgoing) -> Outgoing:
    return {"type": "cf_agent_message_updated", "message": message}


CLEARED: Outgoing = {"type": "cf_agent_chat_clear"}
NO_SERVERS: Outgoing = {
    "type": "cf_agent_mcp_servers",
    "mcp": {"prompts": [], "resources": [], "servers": {}, "tools": []},
}


def resuming(id: str, probe_id: str | None = None) -> Outgoing:
    frame: Outgoing = {"type": "cf_agent_stream_resuming", "id": id}
    return frame if probe_id is None else {**frame, "probeId": probe_id}


def nothing_to_resume(probe_id: str | None) -> Outgoing:
    frame: Outgoing = {"type": "cf_agent_stream_resume_none", "reason": "idle"}
    return frame if probe_id is None else {**frame, "probeId": probe_id}


def identity(agent: str, name: str, *, state_follows: bool) -> Outgoing:
    frame: Outgoing = {"type": "cf_agent_identity", "name": name, "agent": agent}
    return {**frame, "stateFollows": True} if state_follows else frame


def state(value: Any) -> Outgoing:
    return {"type": "cf_agent_state", "state": value}


def state_refused(error: SatchelError) -> Outgoing:
    return {"type": "cf_agent_state_error", "error": error.message}


def no_method(rpc: Rpc) -> Outgoing:
    told = f"Satchel has no method {rpc.method[:100]!r}: this server keeps chats and state, and runs no agent's code."
    return {"type": "rpc", "id": rpc.id, "success": False, "error": told}
