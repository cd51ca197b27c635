"""The AI SDK's words for what a session says: UI messages and the chunks of a UI message stream, without any I/O.

Both doors that speak them (the AI SDK's HTTP, the Agents protocol) use this. Source of the formats: `packages/ai/src`
of https://github.com/vercel/ai, `ui/ui-messages.ts` and `ui-message-stream/ui-message-chunks.ts`. Clients refuse a
whole stream for one chunk or field that they do not know, so only those are said that all majors from 5 on know.
"""

from .commands import UIMessage, answers_of, append_commands, client_tools, is_said, read_ui_messages, said_fields
from .growing import Chunk
from .messages import id_in_ui, run_of, ui_messages
from .stream import Chunks

__all__ = [
    "Chunk",
    "Chunks",
    "UIMessage",
    "answers_of",
    "append_commands",
    "client_tools",
    "id_in_ui",
    "is_said",
    "read_ui_messages",
    "run_of",
    "said_fields",
    "ui_messages",
]
