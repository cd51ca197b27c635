"""`sessions_data/published/<slug>`: where to ask for a published site. Derived: the session's file says what is so."""

import os
from pathlib import Path

import msgspec
from msgspec import Struct

from .files import sync_folder


class Pointer(Struct, frozen=True, rename="camel"):
    session_id: str
    site_id: str


_decode = msgspec.json.Decoder(Pointer).decode


class Pointers:
    """Those of a data folder. A slug is lower-case letters, digits and dashes: it is checked where it comes in."""

    def __init__(self, root: Path) -> None:
        self._folder = root / "published"

    def read(self, slug: str) -> Pointer | None:
        """None where nothing is, and for what can't be read."""
        try:
            return _decode((self._folder / slug).read_bytes())
        except (OSError, msgspec.MsgspecError):
            return None

    def claim(self, slug: str, pointer: Pointer) -> bool:
        """Makes it, whole or not at all. False where the name is taken.

        Raises:
            OSError: it can't be made.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / slug
        fresh = path.with_name(f".{slug}.new-{os.getpid()}")
        try:
            with fresh.open("wb") as file:
                file.write(msgspec.json.encode(pointer))
                file.flush()
                os.fsync(file.fileno())
            os.link(fresh, path)
        except FileExistsError:
            return False
        finally:
            fresh.unlink(missing_ok=True)
        sync_folder(self._folder)
        return True

    def remove(self, slug: str) -> None:
        (self._folder / slug).unlink(missing_ok=True)
