"""Files have names that every system takes, in archives too."""

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content.exports import File, pack
from server.content.exports.names import file_name


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Plan", "Plan.md"),
        ("../../etc/passwd", "etc passwd.md"),
        ("C:\\x\\y", "C x y.md"),
        ("", "untitled.md"),
        (" . ", "untitled.md"),
        ("CON", "_CON.md"),
        ("a\x00\u202eb", "a b.md"),
        ("Notes.md", "Notes.md"),
        ("Größe 中文", "Größe 中文.md"),
        ("x" * 500, "x" * 120 + ".md"),
    ],
)
def test_a_title_as_a_name(title: str, name: str) -> None:
    assert file_name(title, "md") == name


@given(st.text())
def test_any_title_makes_a_name(title: str) -> None:
    name = file_name(title, "md")
    assert 3 < len(name.encode()) < 256
    assert not set('/\\\0<>:"|?*\n') & set(name)
    assert not name.startswith(".")


def test_an_archive_holds_each_file_under_a_name_of_its_own() -> None:
    files = [File(name, "text/plain", name.encode()) for name in ("a.md", "A.md", "a.md", "b.tar.gz")]
    with zipfile.ZipFile(io.BytesIO(pack(files, "All/of it").data)) as archive:
        assert archive.namelist() == ["a.md", "A (2).md", "a (3).md", "b.tar.gz"]
        assert archive.read("a (3).md") == b"a.md"
        assert archive.testzip() is None
    assert pack(files, "All/of it").name == "All of it.zip"
    assert pack(files, "x").data == pack(files, "x").data
