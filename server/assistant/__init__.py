"""Streams one reply of a model: from any OpenAI-compatible endpoint, or from the embedded demo model.

May know `errors` and nothing else of the server: no session, no storage, no door.
"""

from .demo import DemoModel
from .reply import Chunk, Finished, FinishReason, Model, Reasoning, Request, Text, Tool, ToolCall, Turn

__all__ = [
    "Chunk",
    "DemoModel",
    "FinishReason",
    "Finished",
    "Model",
    "Reasoning",
    "Request",
    "Text",
    "Tool",
    "ToolCall",
    "Turn",
    "open_model",
]


def open_model(
    url: str | None,
    key: str | None,
    name: str | None,
    *,
    connect_timeout: float = 10.0,
    idle_timeout: float = 60.0,
    pace: float = 0.03,
) -> Model:
    """The model that the settings name: the demo model where there is no url.

    Args:
        url, key, name: `SATCHEL_MODEL_URL`, `SATCHEL_MODEL_KEY`, `SATCHEL_MODEL_NAME`.
        connect_timeout: seconds for a connection.
        idle_timeout: seconds that the model may be silent.
        pace: seconds between two pieces of the demo model.

    Raises:
        SatchelError: `invalid`, for a url or a key that cannot be one; it names the variable.
    """
    if url is None:
        return DemoModel(pace=pace)
    from .openai import OpenAIModel  # an HTTP client, for which what only reads files should not have to wait

    return OpenAIModel(url, key, name, connect_timeout=connect_timeout, idle_timeout=idle_timeout)
