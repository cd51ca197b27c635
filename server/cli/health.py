"""`satchel health`: whether a server answers, for a container's health check."""

import urllib.error
import urllib.request

from ..errors import SatchelError


def check_health(url: str) -> str:
    """What the server says of itself.

    Raises:
        SatchelError: `unavailable`, when it does not answer in two seconds.
    """
    try:
        with urllib.request.urlopen(f"{url}/health", timeout=2) as response:  # noqa: S310  # the user's own address
            return str(response.read(10_000).decode())
    except (OSError, ValueError, urllib.error.URLError) as error:
        raise SatchelError("unavailable", f"No server answers at {url}: {error}.") from None
