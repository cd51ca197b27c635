"""What the demo model says to what: the choice of a reply. Streams nothing and waits for nothing."""

import re
from collections.abc import Sequence
from importlib import resources

from msgspec import Struct

from ..errors import SatchelError
from . import counter
from .faults import upstream
from .filler import filler
from .messages import results_in, text_of
from .reply import Turn

LONGEST_KILOBYTES = 5_000

# A word that names a kind of thing decides; where there is none, one that hints at it ("draw", "app").
_NAMES = {
    "diagram": "mermaid diagram diagrams flowchart flowcharts",
    "svg": "svg logo icon illustration drawing",
    "html": "html landing website webpage homepage",
    "python": "python",
    "counter": "react counter component tsx jsx",
    "table": "table tables comparison spreadsheet csv",
    "document": "document doc markdown report memo essay article letter proposal plan",
}
_HINTS = {
    "diagram": "flow sequence architecture",
    "svg": "draw vector picture",
    "html": "page site",
    "python": "script",
    "counter": "button app code javascript typescript frontend",
    "table": "compare columns sheet",
    "document": "brief",
}
_NAMED = {word: topic for topic, words in _NAMES.items() for word in words.split()}
_HINTED = {word: topic for topic, words in _HINTS.items() for word in words.split()}

_CHANGES = frozenset(
    [
        "make",
        "change",
        "turn",
        "set",
        "add",
        "give",
        "use",
        "try",
        "now",
        "instead",
        "update",
        "improve",
        "fix",
    ]
).union(
    ["again", "another", "different", "better", "bigger", "larger", "with", "colour", "color"],
    counter.COLOURS,
)

_TOOL = re.compile(r"^/tool\s", re.MULTILINE)
_MODES = re.compile(r"\A(?:/(?:slow|think)\b\s*)+")


class Script(Struct, frozen=True):
    """A reply before it is streamed. With a fault, it breaks off after the text."""

    text: str
    reasoning: str = ""
    fault: SatchelError | None = None
    slow: bool = False
    calls: tuple[tuple[str, str], ...] = ()
    """Tools to call after the text: their names, and their input as JSON."""


def script_for(turns: Sequence[Turn]) -> Script:
    """The demo model's reply to a history.

    `/slow` and `/think` may stand before anything. `/long N` (kilobytes), `/fail`, `/echo words` and
    `/tool name {"its": "input"}` are replies of their own; everything else is chosen by its first word that names a
    kind of thing. What tools have said is said again.
    """
    if turns and turns[-1].role == "tool":
        return Script("\n\n".join(f"The tool said: {said}" for said in results_in(turns[-1]).values()))
    whole = next((text_of(turn) for turn in reversed(turns) if turn.role == "user"), "").strip()
    request = _without_modes(whole)
    modes = whole[: len(whole) - len(request)]
    reasoning, slow = _file("thinking") if "/think" in modes else "", "/slow" in modes
    if request.startswith("/tool "):
        return Script("", reasoning, slow=slow, calls=_calls(request))
    text, fault = _reply(request, turns)
    return Script(text, reasoning, fault, slow=slow)


def _calls(request: str) -> tuple[tuple[str, str], ...]:
    """Every line that begins with `/tool` is a call of its own."""
    calls = (call.strip().partition(" ") for call in _TOOL.split(request)[1:])
    return tuple((name, arguments.strip()) for name, _, arguments in calls if name)


def _reply(request: str, turns: Sequence[Turn]) -> tuple[str, SatchelError | None]:
    command, _, rest = request.partition(" ")
    match command.split("\n")[0]:
        case "/echo":
            return rest, None
        case "/long":
            return filler(1024 * _kilobytes(rest)), None
        case "/fail":
            return _file("fail"), upstream(
                "cut", "The demo model broke off, as you asked it to. Regenerate, or send another message."
            )
        case _:
            return _answer(request, turns), None


def _kilobytes(words: str) -> int:
    found = re.search(r"\d{1,9}", words)
    return min(max(int(found[0]), 1), LONGEST_KILOBYTES) if found else 10


def _answer(request: str, turns: Sequence[Turn]) -> str:
    asked = _asked_of_counter(turns)
    match _topic(request):
        case None | "counter" if len(asked) > 1 and asked[-1] == request:
            return counter.changed_reply(asked)
        case "counter":
            return counter.first_reply(request)
        case None:
            return _file("welcome")
        case topic:
            return _file(topic)


def _topic(request: str) -> str | None:
    words = _words(request)
    for table in (_NAMED, _HINTED):
        for word in words:
            if word in table:
                return table[word]
    return None


def _asked_of_counter(turns: Sequence[Turn]) -> list[str]:
    """What led to the first counter in the history, then what was asked of it since, in order."""
    asked: list[str] = []
    request = ""
    for turn in turns:
        match turn.role:
            case "user":
                request = _without_modes(text_of(turn))
                if asked and _asks_for_change(request):
                    asked.append(request)
            case "assistant" if not asked and f'title="{counter.FILE}"' in text_of(turn):
                asked = [request]
    return asked


def _asks_for_change(request: str) -> bool:
    own = request.startswith(("/echo", "/fail", "/long")) or _topic(request) not in (None, "counter")
    return not own and not _CHANGES.isdisjoint(_words(request))


def _without_modes(request: str) -> str:
    return _MODES.sub("", request.strip())


def _words(request: str) -> list[str]:
    return re.findall(r"[a-z]+", request.lower())


def _file(name: str) -> str:
    return resources.files(__package__).joinpath("replies", f"{name}.md").read_text(encoding="utf-8")
