"""Programs of others that read what was written: LibreOffice and Poppler, where they are installed."""

import os
import re
import shutil
import subprocess
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

has_poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None or shutil.which("pdftoppm") is None, reason="Poppler is not installed here"
)
has_office = pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or Poppler is not installed here",
)


def text_of_pdf(pdf: bytes, folder: Path) -> str:
    """What pdftotext reads; it fails for a file that is broken."""
    path = folder / "read.pdf"
    path.write_bytes(pdf)
    done = subprocess.run(["pdftotext", "-layout", str(path), "-"], check=True, capture_output=True, timeout=60)
    return re.sub("[\u200e\u200f\u202a-\u202e\u2066-\u2069]", "", done.stdout.decode())


def pages_of_pdf(pdf: bytes, folder: Path) -> list[bytes]:
    """A picture of each page (PPM)."""
    path = folder / "drawn.pdf"
    path.write_bytes(pdf)
    subprocess.run(
        ["pdftoppm", "-r", "30", str(path), str(folder / "page")], check=True, capture_output=True, timeout=120
    )
    return [page.read_bytes() for page in sorted(folder.glob("page-*.ppm"))]


def as_pdf(data: bytes, extension: str, folder: Path) -> bytes:
    """What LibreOffice makes of a document."""
    path = folder / f"office.{extension}"
    path.write_bytes(data)
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    environment = {**os.environ, "HOME": str(folder)}
    subprocess.run(
        [*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=110, env=environment
    )
    return path.with_suffix(".pdf").read_bytes()


def parts_of(document: bytes, folder: Path) -> dict[str, ElementTree.Element]:
    """The XML in a DOCX or XLSX, every part parsed: one that is not well formed fails here."""
    path = folder / "document.zip"
    path.write_bytes(document)
    with zipfile.ZipFile(path) as archive:
        return {
            name: ElementTree.fromstring(archive.read(name))
            for name in archive.namelist()
            if name.endswith((".xml", ".rels"))
        }
