"""W2: what a site is called, by its files."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.content import site_title


def title(files: dict[str, str]) -> str:
    return site_title(files, files.get)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"index.html": "<html><TITLE lang='en'>\n Caf&eacute;  du coin\n</TITLE>"}, "Café du coin"),
        ({"about.html": "<title>About</title>", "index.html": "<title>Home</title>"}, "Home"),
        ({"src/index.html": "<title>Inner</title>", "z.html": "<title>Outer</title>"}, "Outer"),
        ({"index.html": "<title> </title><h1>Hello <b>you</b></h1>"}, "Hello you"),
        ({"index.html": "<h1>Hello</h1>", "package.json": '{"name": "my-shop"}'}, "my-shop"),
        ({"index.html": "<title>T</title>", "package.json": '{"name": "my-shop"}'}, "T"),
        ({"README.md": "text\n\n## The shop ##\n"}, "The shop"),
        ({"package.json": "{", "a.md": "# A"}, "A"),
        ({"package.json": json.dumps({"name": 5})}, ""),
        ({"app.js": "let a"}, ""),
        ({}, ""),
    ],
)
def test_the_page_then_the_package_then_the_first_heading(files: dict[str, str], said: str) -> None:
    assert title(files) == said


@given(st.dictionaries(st.sampled_from(["index.html", "package.json", "a.md"]), st.text()))
def test_any_file_is_read(files: dict[str, str]) -> None:
    assert len(title(files)) <= 200
