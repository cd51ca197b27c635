"""Text in, things out: the artifacts of a message, edits of an artifact, titles, what a request wants.

No I/O, and nothing of the rest of the server is known here.
"""

from server.content.edits import apply_edits
from server.content.find import find_artifacts
from server.content.found import Edit, Found
from server.content.intent import Intent, classify_intent
from server.content.kinds import artifact_type
from server.content.live import LiveScanner
from server.content.live_events import Delta, Finished, LiveEvent, Started
from server.content.session_title import title_from_text
from server.content.site_title import site_title

__all__ = [
    "Delta",
    "Edit",
    "Finished",
    "Found",
    "Intent",
    "LiveEvent",
    "LiveScanner",
    "Started",
    "apply_edits",
    "artifact_type",
    "classify_intent",
    "find_artifacts",
    "site_title",
    "title_from_text",
]
