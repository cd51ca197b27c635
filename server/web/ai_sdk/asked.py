"""What a client of the AI SDK sends: `{id, messages, trigger, messageId}`, or one message in place of all."""

from typing import Any, Literal

import msgspec
from aiohttp import web
from msgspec import Struct

from ...errors import SatchelError
from ...wire.codec import field_in
from ...wire.commands.session import ModelId
from ...wire.ids import Id, SessionId
from ...wire.resources import Visibility
from ..ui_messages import UIMessage


class ChatRequest(Struct, rename="camel", kw_only=True):
    """Applications add fields of their own, which say nothing here.

    Attributes:
        messages: all that the client has, with the new one last; or `message`, the new one alone.
        message_id: of the message that is edited or written anew, if any.
        selected_chat_model: the model that is wanted; `model_id` and `model` are other names for it.
        tools: what the client can run, as `{name, description, parameters}`; also under the name `client_tools`.
    """

    id: SessionId
    messages: list[UIMessage] | None = None
    message: UIMessage | None = None
    trigger: Literal["submit-message", "regenerate-message"] = "submit-message"
    message_id: Id | None = None
    selected_chat_model: ModelId | None = None
    model_id: ModelId | None = None
    model: ModelId | None = None
    selected_visibility_type: Visibility | None = None
    tools: list[dict[str, Any]] | None = None
    client_tools: list[dict[str, Any]] | None = None

    @property
    def said(self) -> list[UIMessage]:
        """What the client knows, the newest last."""
        if self.messages is not None:
            return self.messages
        return [] if self.message is None else [self.message]

    @property
    def wanted_model(self) -> str | None:
        return self.selected_chat_model or self.model_id or self.model or None


_decoder = msgspec.json.Decoder(ChatRequest)


async def read(request: web.Request) -> ChatRequest:
    """A request's body.

    Raises:
        SatchelError: `invalid`, naming the field; `too_large`.
        web.HTTPException: 415.
    """
    try:
        data = await request.read()
    except web.HTTPRequestEntityTooLarge:
        told = "This chat is more than one request may hold: send smaller files, or only the new message, as `message`."
        raise SatchelError("too_large", told, {"field": "messages"}) from None
    if request.content_type != "application/json":
        raise web.HTTPUnsupportedMediaType(reason="Send the body as application/json")
    try:
        asked = _decoder.decode(data)
    except RecursionError:
        raise SatchelError("invalid", "The body is nested too deeply; 100 levels are plenty.") from None
    except (ValueError, TypeError, OverflowError) as error:  # every error of msgspec is a ValueError
        told = f"This is not what useChat sends: {error}. Check the transport's prepareSendMessagesRequest."
        raise SatchelError("invalid", told, {"field": field_in(str(error))}) from None
    if not asked.said and asked.trigger == "submit-message":
        told = "There is no message: send `messages`, the newest last, or `message`."
        raise SatchelError("invalid", told, {"field": "messages"})
    return asked
