"""One content to one file; several files to one archive."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from server.content.exports.formats import FORMATS, Format, extension_for, media_type_of
from server.content.exports.limits import LARGEST, MOST_BYTES
from server.content.exports.markdown_file import fenced, grids
from server.content.exports.names import apart, file_name
from server.errors import SatchelError

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOMENT: Final = (1980, 1, 1, 0, 0, 0)
"""Of what is in an archive: the same content makes the same bytes."""


class Source(Struct, frozen=True):
    """What is converted.

    Attributes:
        type: of the artifact.
        language: its language word; may be empty.
        file: the name of a file that it says it is; may be empty.
    """

    title: str
    type: str
    language: str
    text: str
    file: str = ""


class File(Struct, frozen=True):
    """Attributes: warnings: what could not be kept, as sentences."""

    name: str
    media_type: str
    data: bytes
    warnings: tuple[str, ...] = ()


def convert(source: Source, format: Format) -> File:
    """Raises SatchelError: `invalid` for what has no such form; `too_large`."""
    size = len(source.text.encode(errors="replace"))
    most = MOST_BYTES.get(format, LARGEST)
    if size > most:
        raise SatchelError(
            "too_large",
            f"{source.title[:100]!r} has {size:,} bytes, and {format} takes {most:,}; export it as source.",
            {"field": "format", "limit": most},
        )
    warnings: list[str] = []
    if format == "source":
        extension = extension_for(source.type, source.language)
        name = source.file.rpartition("/")[2] or source.title
        known = name.rpartition(".")[2].lower() if source.file else ""
        extension = known if known.isalnum() and "." in name and len(known) <= 12 else extension
        data = source.text.encode(errors="replace")
        return File(file_name(name, extension), media_type_of(extension), data)
    data = _written(source, format, warnings)
    extension, media_type = FORMATS[format]
    return File(file_name(source.title, extension), media_type, data, tuple(dict.fromkeys(warnings)))


def _written(source: Source, format: Format, warnings: list[str]) -> bytes:
    """The libraries are loaded where they are needed: a process that writes CSV has none of the others."""
    if format in ("csv", "xlsx"):
        return _sheet(source, format, warnings)
    text = _markdown(source)
    if format == "markdown":
        return text.encode(errors="replace")
    if format == "html":
        from server.content.exports.html_file import html_file

        return html_file(text, source.title, warnings)
    from server.content.exports.reading import read_markdown

    if format == "docx":
        from server.content.exports.docx_file import docx_file

        return docx_file(read_markdown(text), source.title, warnings)
    if format == "pdf":
        from server.content.exports.pdf_file import pdf_file

        return pdf_file(read_markdown(text), source.title, warnings)
    raise SatchelError("invalid", f"An artifact can't be exported as {format}.", {"field": "format"})


def _sheet(source: Source, format: Format, warnings: list[str]) -> bytes:
    from server.content.exports.table import read_tables

    tables = read_tables(source.text, source.type, source.language)
    if not tables:
        raise SatchelError(
            "invalid", f"There is no table in {source.title[:100]!r}; export it as another format.", {"field": "format"}
        )
    if format == "xlsx":
        from server.content.exports.xlsx_file import xlsx_file

        return xlsx_file(tables, warnings)
    from server.content.exports.csv_file import csv_file

    if len(tables) > 1:
        warnings.append(f"CSV holds one table: the first of {len(tables)} is in the file; XLSX takes all.")
    return csv_file(tables[0])


def _markdown(source: Source) -> str:
    """The content as Markdown, whatever it is."""
    if source.type in ("markdown", "doc"):
        return source.text
    if source.type in ("table", "sheet"):
        from server.content.exports.table import read_tables

        tables = read_tables(source.text, source.type, source.language)
        if source.type == "table" and source.text.lstrip()[:1] not in ("[", "{"):
            return source.text
        if tables:
            return grids(tables)
    return fenced(source.text, source.language or (source.type if source.type != "code" else ""))


def pack_site(files: Sequence[tuple[str, bytes]], title: str) -> File:
    """A ZIP of files as they are called: the same bytes for the same files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, data in files:
            entry = zipfile.ZipInfo(path, _MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o100644 << 16
            archive.writestr(entry, data)
    return File(file_name(title, "zip"), "application/zip", written.getvalue())


def pack(files: Sequence[File], title: str) -> File:
    """A ZIP of files under names that differ in more than their case."""
    written, taken = io.BytesIO(), set[str]()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in files:
            entry = zipfile.ZipInfo(apart(file.name, taken), _MOMENT)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o644 << 16
            archive.writestr(entry, file.data)
    warnings = tuple(f"{file.name}: {warning}" for file in files for warning in file.warnings)
    return File(file_name(title, "zip"), "application/zip", written.getvalue(), warnings)
