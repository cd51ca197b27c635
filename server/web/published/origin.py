"""Under which origin published sites are: another host name or port than the API's, where the operator says one.

On that origin nothing but them is served, and under the API's own they are only found where there is no other; then
each response carries a `Content-Security-Policy: sandbox`, which makes its origin one of its own, equal to no other
(https://html.spec.whatwg.org/multipage/browsers.html#concept-origin-opaque).
"""

from urllib.parse import urlsplit

from aiohttp import web

from ...config import Settings

PREFIX = "/p/"
SANDBOX = "sandbox allow-scripts allow-forms allow-popups allow-modals allow-downloads"


class SitesOrigin:
    """What the settings say."""

    def __init__(self, settings: Settings) -> None:
        self._netloc = urlsplit(settings.sites_origin).netloc if settings.sites_origin else None
        self._port = settings.sites_port
        self.begins = settings.published_at.removesuffix(PREFIX)
        """What comes before the path of a published site; empty where they are under the API's own origin."""

    @property
    def apart(self) -> bool:
        """Whether there is another origin for them."""
        return self._netloc is not None or self._port is not None

    def asked(self, request: web.Request) -> bool:
        """Whether a request is to that origin."""
        if self._netloc is not None:
            return request.headers.get("Host", "") == self._netloc
        if self._port is None or request.transport is None:
            return False
        return bool(request.transport.get_extra_info("sockname")[1] == self._port)
