"""The words that fields are made of."""

from typing import Annotated, Literal

from msgspec import Meta

Time = Annotated[int, Meta(description="Unix milliseconds", extra={"time": True})]
"""Unix milliseconds; REST shows it as ISO 8601 in UTC."""

Role = Literal["user", "assistant", "system", "tool"]
MessageStatus = Literal["complete", "streaming", "interrupted", "failed"]
Visibility = Literal["public", "private"]
ArtifactType = Literal[
    "react-component",
    "html",
    "css",
    "javascript",
    "typescript",
    "python",
    "svg",
    "markdown",
    "mermaid",
    "json",
    "table",
    "doc",
    "sheet",
    "code",
]
EntryKind = Literal["session", "message", "artifact", "site"]
JobStatus = Literal["queued", "running", "done", "failed", "cancelled"]
PaymentStatus = Literal["pending", "completed", "failed", "refunded"]
