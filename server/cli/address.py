"""Where the running server is. Loads nothing that asks it."""

import os
from urllib.parse import urlsplit

from ..errors import SatchelError

DEFAULT_URL = "http://127.0.0.1:8321"


def url_from(option: str | None) -> str:
    """The server's address: `--url`, else SATCHEL_URL, else this machine's usual one, without a slash at its end.

    Raises:
        SatchelError: `invalid`.
    """
    text = option or os.environ.get("SATCHEL_URL") or DEFAULT_URL
    url = (text if "://" in text else f"http://{text}").rstrip("/")
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname:
        raise SatchelError("invalid", f"{text!r} is no address of a server; one looks like {DEFAULT_URL}.")
    return url
