"""What an operator can set, by environment variables `SATCHEL_…`. The command line overrides some of it."""

import ipaddress
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
from msgspec import Meta, Struct

from .errors import SatchelError


class Settings(Struct, frozen=True, kw_only=True):
    """The environment variable of a field is its name in capitals behind `SATCHEL_`."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8321
    data: str = "sessions_data"
    open: bool = False
    """Serve others than this machine with no sign-in at all. Only for a network where everybody may do everything."""

    allowed_origins: str = ""
    """Origins of pages that may use the server besides its own, separated by commas: `https://app.example.com`."""

    model_url: str | None = None
    model_key: str | None = None
    model_name: str | None = None
    model_idle_timeout: Annotated[float, Meta(gt=0)] = 60.0
    """Seconds that a model may be silent within a reply."""

    idle_seconds: Annotated[float, Meta(gt=0)] = 10.0
    """After so long without a message a session goes to sleep."""
    max_active: Annotated[int, Meta(ge=1)] = 4096
    """Sessions awake at once; beyond that the least recently used go to sleep."""
    mailbox: Annotated[int, Meta(ge=1)] = 1000
    """Commands that may wait for one session before it answers `overloaded`."""
    threads: Annotated[int, Meta(ge=1, le=512)] = 16
    """Threads for SQLite. Each waiting for a disk holds one."""
    checkpoint_bytes: Annotated[int, Meta(ge=1)] = 16 * 1024 * 1024
    """A write-ahead log that has grown past this is written back and cut."""

    max_frame: Annotated[int, Meta(ge=1024)] = 16 * 1024 * 1024
    """Bytes of the largest message that a client may send."""
    send_buffer: Annotated[int, Meta(ge=1024)] = 32 * 1024 * 1024
    """Bytes that may wait for a slow reader before it is dropped with 1013."""
    heartbeat: Annotated[float, Meta(gt=0)] = 30.0
    """Seconds between pings to a silent client."""
    drain_seconds: Annotated[float, Meta(gt=0)] = 8.0
    """Seconds that running work is given at the end."""

    log_level: str = "info"
    log_format: str = "auto"
    """`json`, `console`, or `auto`: console on a terminal."""

    @property
    def folder(self) -> Path:
        return Path(self.data).expanduser()

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(origin.strip().rstrip("/") for origin in self.allowed_origins.split(",") if origin.strip())

    def check_address(self) -> None:
        """The local mode, in which everybody is the one user, is for this machine only.

        Raises:
            SatchelError: `forbidden` for an address that others can reach, unless `open` is set.
        """
        if self.open or is_loopback(self.host):
            return
        raise SatchelError(
            "forbidden",
            f"Everyone who can reach {self.host} could use Satchel: without sign-in it serves this machine only. "
            "Use --host 127.0.0.1, put a proxy that checks who comes in front of it, "
            "or set SATCHEL_OPEN=1 if everybody there may read and change everything.",
        )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def settings_from(environment: Mapping[str, str], **overrides: object) -> Settings:
    """Settings from `SATCHEL_…` variables; `overrides` that are not None win.

    Raises:
        SatchelError: `invalid`, naming the variable.
    """
    found: dict[str, object] = {}
    for name in Settings.__struct_fields__:
        value = environment.get("SATCHEL_" + name.upper())
        if value is not None and value != "":
            found[name] = value
    found |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return msgspec.convert(found, Settings, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        variable = "SATCHEL_" + path.rstrip("`").upper()
        raise SatchelError("invalid", f"{variable}: {message}.", {"field": variable}) from None
