"""The one list of artifact types that stands twice: `content` may not know `wire`, so this holds them together."""

from typing import get_args

from server.content.kinds import TYPES
from server.wire.resources import ArtifactType


def test_what_is_found_in_a_text_is_what_the_protocol_knows() -> None:
    assert set(get_args(ArtifactType)) == TYPES
