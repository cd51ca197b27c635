"""What a client shows of a session while nothing grows: its UI messages, without the reply that is being written."""

from collections.abc import Sequence
from typing import Any

from ...wire.resources import Message
from ..ai_sdk.asking import Asking
from ..ui_messages import run_of, ui_messages


async def settled(asking: Asking) -> list[dict[str, Any]]:
    """All UI messages but that of a reply that is being written: a client that joins in is told all of it from its
    beginning, and would show what it had of it before a second time."""
    if not asking.host.knows(asking.session_id):
        return []
    messages = await asking.all_messages()
    running = {message.id for message in running_run(messages)}
    return ui_messages([message for message in messages if message.id not in running], await asking.artifacts())


def running_run(messages: Sequence[Message]) -> list[Message]:
    """The steps of the reply that is being written; empty where none is."""
    if not messages or messages[-1].status != "streaming":
        return []
    return run_of(messages, messages[-1].id)
