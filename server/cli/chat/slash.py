"""What a person can ask of the chat itself, with a slash before it. Any other line with a slash is for the model."""

from rich.syntax import Syntax
from rich.text import Text

from ...wire.resources import Artifact
from ..show import artifact_line
from ..words import plain
from .page import Page
from .transcript import Transcript

HELP = (
    ("/artifacts", "list the artifacts of this session"),
    ("/show N", "print the artifact with this number, or this title"),
    ("/help", "this list"),
    ("/quit", "leave; so does Ctrl-D, and Ctrl-C at the prompt"),
    ("Ctrl-C", "cancel the reply that is being written"),
)
LEXERS = {"react-component": "tsx", "svg": "xml", "doc": "markdown", "table": "markdown", "code": "text"}


def obey(line: str, transcript: Transcript, page: Page) -> bool:
    """Does what the line asks; returns whether it asked something of the chat."""
    word, _, rest = line.partition(" ")
    match word:
        case "/help":
            for name, meaning in HELP:
                page.line(Text.assemble((f"{name:<12}", "bold"), meaning))
        case "/artifacts":
            _list(list(transcript.artifacts.values()), page)
        case "/show":
            _show(list(transcript.artifacts.values()), rest.strip(), page)
        case _:
            return False
    return True


def _list(artifacts: list[Artifact], page: Page) -> None:
    if not artifacts:
        page.line("No artifacts yet: ask for one.", "dim")
    for number, artifact in enumerate(artifacts, 1):
        page.line(Text.assemble((f"{number:>3}  ", "dim"), artifact_line(artifact)))


def _show(artifacts: list[Artifact], wanted: str, page: Page) -> None:
    if wanted.isdecimal() and 1 <= int(wanted) <= len(artifacts):
        artifact = artifacts[int(wanted) - 1]
    else:
        named = [artifact for artifact in artifacts if wanted and artifact.title == wanted]
        if not named:
            page.line("/show wants the number of an artifact; /artifacts lists them.", "yellow")
            return
        artifact = named[-1]
    page.line(artifact_line(artifact))
    if page.colours:
        lexer = artifact.language or LEXERS.get(artifact.type, artifact.type)
        page.screen.print(Syntax(plain(artifact.content), lexer, background_color="default", word_wrap=True))
    else:
        page.piece(artifact.content)
        page.end_line()
