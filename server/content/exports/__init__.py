"""Content as the files that people use: values in, bytes out. Runs in a process of its own, so it knows nothing of a
session, a socket or a disk."""

from server.content.exports.convert import File, Source, convert, pack, pack_site
from server.content.exports.formats import FORMATS, Format, media_type_of

__all__ = ["FORMATS", "File", "Format", "Source", "convert", "media_type_of", "pack", "pack_site"]
