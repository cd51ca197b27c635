"""The locks on a file as SQLite sees them, taken and asked for without SQLite."""

import errno
import os
import platform
import struct

FIRST_BYTE, BYTES = 0x4000_0000, 512
"""PENDING_BYTE and what follows it: https://www.sqlite.org/src/file/src/os.h"""
_LINUX_FLOCK = "hhqqi0q"
"""struct flock is laid out otherwise on every system; Python has no call that hides it."""


def keep_others_out(descriptor: int) -> bool | None:
    """Locks a file against everybody, in this process too, until the descriptor is closed.

    Args:
        descriptor: open for reading and writing.

    Returns:
        False where somebody has it; None where the system, or the file system, has no lock that belongs to one
        descriptor alone: those of POSIX go as soon as the process closes any other one of the same file.
    """
    if platform.system() != "Linux":
        return None
    import fcntl

    wanted = struct.pack(_LINUX_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, FIRST_BYTE, BYTES, 0)
    try:
        fcntl.fcntl(descriptor, fcntl.F_OFD_SETLK, wanted)
    except OSError as error:
        return False if error.errno in (errno.EACCES, errno.EAGAIN) else None
    return True


def is_locked(descriptor: int) -> bool:
    """Asks the system, of Linux or Darwin, which lock of another process would stand against reading (F_GETLK)."""
    import fcntl

    if platform.system() == "Darwin":
        asked = struct.pack("qqihh", FIRST_BYTE, BYTES, 0, fcntl.F_RDLCK, 0)
        kind = struct.unpack("qqihh", fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))[3]
    else:
        asked = struct.pack(_LINUX_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, FIRST_BYTE, BYTES, 0)
        kind = struct.unpack(_LINUX_FLOCK, fcntl.fcntl(descriptor, fcntl.F_GETLK, asked))[0]
    return bool(kind != fcntl.F_UNLCK)
