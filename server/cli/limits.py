"""How many files the process may have open."""

import contextlib


def raise_file_limit() -> None:
    """Lifts the soft limit to the hard one: every session that is awake has two files open, every client a socket."""
    try:
        import resource
    except ImportError:  # not on Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 1_048_576 if hard == resource.RLIM_INFINITY else hard
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
