"""A folder of files as a ZIP archive, as a site is brought in."""

import os
import zipfile
from pathlib import Path

from ..errors import SatchelError

LEFT_OUT = {"node_modules", ".git", ".DS_Store", "Thumbs.db", "__MACOSX"}


def pack_folder(folder: Path, target: Path, most_files: int) -> None:
    """Writes the archive.

    Raises:
        SatchelError: `invalid` for a link, or what is no file; `too_large`; `unavailable` for what can't be read.
    """
    found = 0
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for place, folders, names in os.walk(folder, onerror=_fail):
                folders[:] = sorted(name for name in folders if name not in LEFT_OUT)
                for name in sorted([*names, *(one for one in folders if (Path(place) / one).is_symlink())]):
                    path = Path(place) / name
                    if name in LEFT_OUT:
                        continue
                    if path.is_symlink() or not path.is_file():
                        raise SatchelError("invalid", f"{path} is a link or a device, not a file; leave it out.")
                    found += 1
                    if found > most_files:
                        raise SatchelError("too_large", f"{folder} holds more than {most_files} files.")
                    info = zipfile.ZipInfo(path.relative_to(folder).as_posix())
                    info.compress_type, info.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
                    archive.writestr(info, path.read_bytes())
    except OSError as error:
        raise SatchelError("unavailable", f"{error.filename or folder} can't be read: {error.strerror}.") from None


def _fail(error: OSError) -> None:
    raise error
