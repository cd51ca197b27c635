"""Text in, things out: the artifacts of a message, edits of an artifact, titles.

No I/O, and nothing of the rest of the server is known here.
"""

from server.content.edits import apply_edits
from server.content.find import find_artifacts
from server.content.found import Edit, Found
from server.content.kinds import artifact_type
from server.content.live import LiveScanner
from server.content.live_events import Delta, Finished, LiveEvent, Started
from server.content.session_title import title_from_text

__all__ = [
    "Delta",
    "Edit",
    "Finished",
    "Found",
    "LiveEvent",
    "LiveScanner",
    "Started",
    "apply_edits",
    "artifact_type",
    "find_artifacts",
    "title_from_text",
]
