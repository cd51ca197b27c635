"""Whether and when a request to a model is sent again. Waits for nothing itself."""

from collections.abc import Callable

from ..errors import SatchelError

TRIES = 3

# Seconds, see "Exponential Backoff And Jitter" (AWS Architecture Blog): full jitter spreads the clients best.
FIRST_WAIT = 0.5
LONGEST_WAIT = 5.0


def wait_before_retry(fault: SatchelError, tried: int, rand: Callable[[], float]) -> float | None:
    """Seconds to wait after the `tried`th try failed with `fault`; None when there is to be no other.

    `rand` gives a number from 0 to 1. A server that asks for more than `LONGEST_WAIT` is not waited for: the
    person who asked decides, and the error bears the time.
    """
    if tried >= TRIES:
        return None
    match (fault.details or {}).get("reason"):
        # "cut" before an answer is a connection that was kept open and that the server had closed.
        case "refused" | "rate_limited" | "server_error" | "cut":
            asked = fault.retry_after or 0.0
            jitter = rand() * min(LONGEST_WAIT, FIRST_WAIT * 2 ** (tried - 1))
            return max(asked, jitter) if asked <= LONGEST_WAIT else None
        case _:
            return None
