"""What a browser may do on the page, and in the frame in which the page shows what a model has made.

https://www.w3.org/TR/CSP3/
"""

import re

_host = re.compile(r"[A-Za-z0-9.-]+(?::\d{1,5})?")

ANYONE = {"Access-Control-Allow-Origin": "*"}
"""The files say nothing of anyone, so the pages of any origin may have them: an application elsewhere imports the
client, and the preview's frame, which has no origin at all, loads its scripts."""

NOBODY = "default-src 'none'; frame-ancestors 'none'"
"""Of a file that is opened by itself, as if it were a page."""

WORKER = "default-src 'none'; script-src 'self'; connect-src 'self'"


def page_headers(host: str) -> dict[str, str]:
    """Of the page itself.

    Args:
        host: what the request calls this server.
    """
    # Older browsers don't count a WebSocket to the same host as 'self'.
    sockets = f" ws://{host} wss://{host}" if _host.fullmatch(host) else ""
    policy = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; "
        f"connect-src 'self'{sockets}; frame-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types satchel"
    )
    return {
        "Content-Security-Policy": policy,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        "X-Frame-Options": "DENY",
    }


def preview_policy(host: str, sources: tuple[str, ...] = ()) -> str:
    """Of the frame in which scripts of a model run: they have no origin, no storage, no network but `sources`, and
    reach nothing around them.

    Args:
        host: what the request calls this server: the scripts of the packages come from it. `'self'` alone is not
            understood by every browser in a document without an origin.
        sources: origins that the operator lets previews load from.
    """
    own = f"http://{host} https://{host}" if _host.fullmatch(host) else ""
    more = " ".join(sources)

    def allow(name: str, *words: str) -> str:
        return f"{name} {' '.join(filter(None, (*words, more)))}"

    return "; ".join(
        (
            "sandbox allow-scripts",
            "default-src 'none'",
            allow("script-src", "'unsafe-inline'", "'unsafe-eval'", "'self'", own),
            allow("style-src", "'unsafe-inline'"),
            allow("img-src", "data:", "blob:"),
            allow("font-src", "data:"),
            allow("media-src", "data:", "blob:"),
            allow("connect-src") if more else "connect-src 'none'",
            "frame-src 'none'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
        )
    )
