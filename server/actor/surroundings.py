"""What all actors of one kind share."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct

from ..assistant import Model
from ..handling.cleaning import Retention
from ..handling.context import FileRules
from ..handling.kind import Kind
from ..metrics import Metrics
from ..storage.workers import Workers
from ..tools import Toolbox
from .clock import Clock
from .pool import Pool
from .preview.camera import Camera

if TYPE_CHECKING:
    from .actor import Actor


class Surroundings(Struct, frozen=True):
    """Attributes:
    changed: called when an actor's changes are on disk, and when it has opened a file that may have unindexed ones.
    """

    kind: Kind
    workers: Workers
    model: Model
    clock: Clock
    mailbox: int
    checkpoint_bytes: int
    artifacts: bool
    rules: FileRules
    retention: Retention
    metrics: Metrics
    pool: Pool
    camera: Camera
    toolbox: Toolbox
    changed: Callable[[Actor], None]
