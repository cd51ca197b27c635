"""Where a model is: the address and the key that an operator set, checked before anything is sent."""

from yarl import URL

from ..errors import SatchelError


def completions_url(url: str) -> URL:
    """The address of chat completions for a base url, with or without `/v1`, that path, and a last slash.

    A host alone is given `/v1`; another path is taken as it is (`https://openrouter.ai/api/v1`), and so is a
    query (`?api-version=…`). Raises `SatchelError` `invalid`.
    """
    try:
        address = URL(url.strip())
    except ValueError:
        address = URL()
    if address.scheme not in ("http", "https") or not address.host:
        raise _invalid("SATCHEL_MODEL_URL", "is no address of a model server. It looks like http://127.0.0.1:11434/v1.")
    path = address.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path = (path or "/v1") + "/chat/completions"
    return address.with_path(path, keep_query=True)


def bearer(key: str | None, address: URL) -> str | None:
    """The key as it can stand in a header, None for none. Raises `SatchelError` `invalid`."""
    key = (key or "").strip()  # a key read from a file brings its newline along
    if not key:
        return None
    if not key.isprintable():
        raise _invalid("SATCHEL_MODEL_KEY", "holds a character that no key has. Copy it again, as one line.")
    if address.user is not None:
        raise _invalid("SATCHEL_MODEL_URL", "holds a user name beside SATCHEL_MODEL_KEY. Keep one of the two.")
    return key


def _invalid(variable: str, what: str) -> SatchelError:
    return SatchelError("invalid", f"{variable} {what}", {"field": variable})
