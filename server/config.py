"""What an operator can set, by environment variables `SATCHEL_…`. The command line overrides some of it."""

import ipaddress
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct

from .errors import SatchelError

_an_origin = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?").fullmatch
_SWITCHES = {"on": True, "true": True, "1": True, "": True, "off": False, "false": False, "0": False}
LEAST_SECRET = 32
"""Bytes, as many as the hash has: https://www.rfc-editor.org/rfc/rfc7518#section-3.2"""
HOW_TO_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_urlsafe(32))"'


Days = Annotated[float, Meta(gt=0, le=36_500)]


class Settings(Struct, frozen=True, kw_only=True):
    """The environment variable of a field is its name in capitals behind `SATCHEL_`."""

    host: str = "127.0.0.1"
    port: Annotated[int, Meta(ge=0, le=65535)] = 8321
    data: str = "sessions_data"
    open: bool = False
    """Serve others than this machine with no sign-in at all. Only for a network where everybody may do everything."""

    allowed_origins: str = ""
    """Origins of pages that may use the server besides its own, separated by commas: `https://app.example.com`."""
    preview_sources: str = ""
    """Origins from which previews of artifacts may load besides: `https://cdn.example.com,https://fonts.example.com`."""

    jwt_secret: str | None = None
    """Makes and checks tokens (HS256). This or `jwks_url`, or both, turn sign-in on: every request needs a token."""
    jwks_url: str | None = None
    """Where an issuer of tokens publishes its keys."""
    jwt_issuer: str | None = None
    """What `iss` of every token has to be."""
    jwt_audience: str | None = None
    """What `aud` of every token has to be or hold."""
    jwt_leeway: Annotated[float, Meta(ge=0, le=600)] = 30.0
    """Seconds by which clocks may differ."""
    token_ttl: Annotated[int, Meta(ge=120, le=366 * 86400)] = 3600
    """Seconds that a refreshed token lives; more than the warning before its end, so that renewing comes to rest."""
    refresh_days: Annotated[float, Meta(ge=0, le=3660)] = 30.0
    """So long after signing in a token can still be refreshed."""

    model_url: str | None = None
    model_key: str | None = None
    model_name: str | None = None
    model_idle_timeout: Annotated[float, Meta(gt=0)] = 60.0
    """Seconds that a model may be silent within a reply."""

    built_in_tools: bool = False
    """Whether the model may make and change artifacts by calling tools; not every model can call any."""
    tools: str = ""
    """Python modules with tools of one's own that the model may call, separated by commas: `my_tools,other.tools`."""
    tool_seconds: Annotated[float, Meta(gt=0)] = 60.0
    """Seconds that a tool of the server may take."""

    requests_per_minute: Annotated[int, Meta(ge=1)] | None = None
    """Of one user."""
    replies_per_minute: Annotated[int, Meta(ge=1)] | None = None
    """Replies of the model that one user may ask for."""
    max_sessions: Annotated[int, Meta(ge=0)] | None = None
    """Sessions that one user may have, deleted ones that can be restored among them."""
    max_bytes: Annotated[int, Meta(ge=0)] | None = None
    """Bytes that the files of one user's sessions may have."""
    free_messages: Annotated[int, Meta(ge=0)] | None = None
    """Messages that one user may send that no payment is for."""
    flags: str = ""
    """Features on and off, for clients to read: `artifactCreationEnabled=off,myFeature=on`."""
    metrics_token: str | None = None
    """Who bears it may read /metrics from elsewhere; without it only this machine may."""
    gatekeeper_model: str | None = None
    """The model at `model_url` that is asked first whether a request wants an artifact; the rules decide without it."""

    file_bytes: Annotated[int, Meta(ge=1, le=512 * 1024 * 1024)] = 16 * 1024 * 1024
    """Bytes of the largest file of a site or a project."""
    site_bytes: Annotated[int, Meta(ge=1)] = 128 * 1024 * 1024
    """Bytes that all files of one site may have."""
    site_files: Annotated[int, Meta(ge=1, le=10_000)] = 10_000
    """Files that one site may have."""
    file_types: str = ""
    """Media types of the files that are taken, separated by commas: `text/*,image/*,font/*`. Empty: all."""
    output_bytes: Annotated[int, Meta(ge=1024)] = 1024 * 1024
    """Bytes that are kept of the output of one command in a sandbox: half from its beginning, half from its end."""
    sites_origin: str = ""
    """Where published sites are, apart from the API: `https://sites.example.com`. It leads to this server too."""
    sites_port: Annotated[int, Meta(ge=1, le=65535)] | None = None
    """Or a port of their own, on the same host name."""

    chromium: str = ""
    """The browser that makes preview images of sites: its path; the one that is installed where it is empty."""
    chromium_sandbox: bool = True
    """Whether it keeps pages in its sandbox. Off where it can't, in a container that is one for it."""
    preview_on_publish: bool = False
    """Make a preview image of whatever is published."""
    keep_versions: Annotated[int, Meta(ge=1)] | None = None
    """Versions of each artifact that are kept, the current one among them. Unset, as all that follow: all of them."""
    keep_versions_days: Days | None = None
    """Days that a version of an artifact is kept after the next one was made."""
    keep_deleted_days: Days | None = None
    """Days that deleted messages, artifacts, components and sites are kept, so that they can be restored."""
    keep_snapshots: Annotated[int, Meta(ge=1)] | None = None
    """Snapshots of each session's project, the latest among them."""
    keep_snapshots_days: Days | None = None
    keep_site_versions: Annotated[int, Meta(ge=1)] | None = None
    """Versions of each site, the current one among them; the published one is kept besides."""
    keep_site_versions_days: Days | None = None
    keep_jobs_days: Days | None = None
    """Days that jobs are listed after their end. Their results can be fetched for one."""
    keep_receipts_days: Days | None = 7.0
    """Days for which a change that is sent again with the same idempotency key is not done again."""
    keep_idle_days: Days | None = None
    """Days after its last change that a session is deleted; it can be restored, and one with a published site stays."""
    keep_deleted_sessions_days: Days | None = None
    """Days after which a deleted session is deleted for good."""

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

    def __post_init__(self) -> None:
        """Raises SatchelError: `invalid`, for sign-in that would be none."""
        if self.jwt_secret is not None and len(self.jwt_secret.encode()) < LEAST_SECRET:
            raise _invalid(
                "SATCHEL_JWT_SECRET",
                f"is shorter than {LEAST_SECRET} bytes, so it could be guessed. Make one with: {HOW_TO_MAKE_ONE}",
            )
        if self.jwks_url is not None and not _is_web_address(self.jwks_url):
            raise _invalid("SATCHEL_JWKS_URL", "is no http:// or https:// address.")
        for source in self.preview_origins:
            if not _an_origin(source):
                raise _invalid(
                    "SATCHEL_PREVIEW_SOURCES",
                    f"names {source!r}, which is no origin: write it as https://cdn.example.com, several with commas.",
                )
        if self.sites_origin and (
            not _is_web_address(self.sites_origin) or urlsplit(self.sites_origin).path not in ("", "/")
        ):
            raise _invalid("SATCHEL_SITES_ORIGIN", "is no origin like https://sites.example.com.")
        if self.sites_port is not None and self.sites_port == self.port:
            raise _invalid("SATCHEL_SITES_PORT", "is the API's own port; name another.")
        for name, value in (("SATCHEL_JWT_ISSUER", self.jwt_issuer), ("SATCHEL_JWT_AUDIENCE", self.jwt_audience)):
            if value is not None and not self.sign_in:
                raise _invalid(name, "is for sign-in; set SATCHEL_JWT_SECRET or SATCHEL_JWKS_URL too, or unset it.")

    @property
    def sign_in(self) -> bool:
        return self.jwt_secret is not None or self.jwks_url is not None

    @property
    def mode(self) -> Literal["sign-in", "open", "local"]:
        """Who may come: whoever has a token, everybody, or this machine only."""
        if self.sign_in:
            return "sign-in"
        return "open" if self.open else "local"

    @property
    def folder(self) -> Path:
        return Path(self.data).expanduser()

    @property
    def origins(self) -> frozenset[str]:
        return frozenset(_listed(self.allowed_origins))

    @property
    def preview_origins(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(_listed(self.preview_sources)))

    @property
    def tool_modules(self) -> tuple[str, ...]:
        """Where the tools stand that the server runs for the model."""
        own = tuple(filter(None, (part.strip() for part in self.tools.split(","))))
        built_in = self.built_in_tools and self.features["artifactCreationEnabled"]
        return ("server.tools.artifacts", *own) if built_in else own

    @property
    def allowed_types(self) -> tuple[str, ...]:
        """Media types of files that are taken; none where all are."""
        return tuple(filter(None, (part.strip().lower() for part in self.file_types.split(","))))

    @property
    def published_at(self) -> str:
        """What the address of a published site begins with."""
        if self.sites_origin:
            return f"{self.sites_origin.rstrip('/')}/p/"
        return f"http://{self.host}:{self.sites_port}/p/" if self.sites_port is not None else "/p/"

    @property
    def limited(self) -> bool:
        """Whether anything that a user may do is limited at all."""
        rates = (self.requests_per_minute, self.replies_per_minute)
        return any(limit is not None for limit in (*rates, self.max_sessions, self.max_bytes, self.free_messages))

    @property
    def features(self) -> dict[str, bool]:
        """The feature flags.

        Raises:
            SatchelError: `invalid`, naming the one that is neither on nor off.
        """
        found = {"artifactCreationEnabled": True}
        for entry in filter(None, (part.strip() for part in self.flags.split(","))):
            name, _, value = entry.partition("=")
            if value.strip().lower() not in _SWITCHES:
                raise SatchelError(
                    "invalid",
                    f"SATCHEL_FLAGS: {entry!r} should be like name=on or name=off.",
                    {"field": "SATCHEL_FLAGS"},
                )
            found[name.strip()] = _SWITCHES[value.strip().lower()]
        return found

    def check_address(self) -> None:
        """The local mode, in which everybody is the one user, is for this machine only.

        Raises:
            SatchelError: `forbidden` for an address that others can reach, without sign-in and without `open`.
        """
        if self.mode != "local" or is_loopback(self.host):
            return
        raise SatchelError(
            "forbidden",
            f"Everyone who can reach {self.host} could use Satchel: without sign-in it serves this machine only. "
            "Use --host 127.0.0.1, turn sign-in on with SATCHEL_JWT_SECRET or SATCHEL_JWKS_URL, "
            "put a proxy that checks who comes in front of it, or "
            "set SATCHEL_OPEN=1 if everybody there may read and change everything.",
        )


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _listed(origins: str) -> list[str]:
    return [origin.strip().rstrip("/") for origin in origins.split(",") if origin.strip()]


def _invalid(variable: str, sentence: str) -> SatchelError:
    return SatchelError("invalid", f"{variable} {sentence}", {"field": variable})


def settings_from(environment: Mapping[str, str], **overrides: object) -> Settings:
    """Settings from `SATCHEL_…` variables; `overrides` that are not None win.

    Raises:
        SatchelError: `invalid`, naming the variable.
    """
    said = {name: environment.get("SATCHEL_" + name.upper()) for name in Settings.__struct_fields__}
    found: dict[str, object] = {name: value for name, value in said.items() if value}
    found |= {name: value for name, value in overrides.items() if value is not None}
    try:
        return msgspec.convert(found, Settings, strict=False)
    except msgspec.ValidationError as error:
        message, _, path = str(error).partition(" - at `$.")
        variable = "SATCHEL_" + path.rstrip("`").upper()
        raise SatchelError("invalid", f"{variable}: {message}.", {"field": variable}) from None
