"""As much text as somebody asks for: the demo model's `/long`. Deterministic, and good to read in part."""

from collections.abc import Iterator

# Each topic is a heading and sentences that may follow each other in any order.
_TOPICS = (
    (
        "A file you can hold",
        "A conversation that lives in one file can be copied, mailed and archived without a database.",
        "Whoever has the file has the whole conversation, with every version of all that was made in it.",
        "Backups become dull, which is the best thing that can be said of a backup.",
        "Support gets easier too: a customer sends one file, and you see exactly what the customer saw.",
        "A file has an owner, a size and a date, and every tool of fifty years knows what to do with it.",
    ),
    (
        "Words that are not lost",
        "A reply that is half written when the power fails should be half there afterwards, not gone.",
        "So the words are stored first and shown second, a few of them at a time.",
        "The reader does not notice the difference, since a disk is faster than an eye.",
        "What the screen says and what the disk says are then the same thing at every moment.",
        "That turns a promise of reliability into something that one can check by pulling the plug.",
    ),
    (
        "Coming back",
        "People close laptops in the middle of sentences, enter tunnels and open the same page on a phone.",
        "A client that returns says the last number it saw and is told what came after it, once.",
        "It does not matter whether it was away for a second or for a week.",
        "Nothing has to be replayed, because each row knows the number of its own last change.",
        "The simplest protocol is the one in which being away is not an exception.",
    ),
    (
        "Changing your mind",
        "The first version of anything is a question, and the second is the beginning of an answer.",
        "When every change is kept, trying something costs nothing, and people try more.",
        "Going back is itself a change, so even that can be taken back.",
        "A difference between two versions tells more about a decision than its minutes do.",
        "Good tools make the careful way the quick one.",
    ),
)

_CODE = '''```python title="chapter_{number:03}.py"
"""Chapter {number}: keep what was said, in the order in which it was said."""

from dataclasses import dataclass, field


@dataclass
class Log{number}:
    """Entries with numbers that only rise."""

    last: int = {start}
    entries: list[tuple[int, str]] = field(default_factory=list)

    def append(self, words: str) -> int:
        self.last += 1
        self.entries.append((self.last, words))
        return self.last

    def since(self, seen: int) -> list[str]:
        return [words for number, words in self.entries if number > seen]


log = Log{number}()
for words in ("first", "second", "third"):
    log.append(words)
assert log.since({start} + 1) == ["second", "third"]
```

'''

# A block of code for so many paragraphs keeps a megabyte at some hundred artifacts.
_PARAGRAPHS = 10


def filler(length: int) -> str:
    """Exactly `length` characters (all of them ASCII) of Markdown prose and whole blocks of Python."""
    parts: list[str] = []
    left = length
    for part in _endless():
        if len(part) >= left:
            # Code is not cut: half a fence would swallow the rest of the page.
            prose = part if not part.startswith("```") else _paragraph(0)
            parts.append((prose * (left // len(prose) + 1))[:left])
            break
        parts.append(part)
        left -= len(part)
    return "".join(parts)


def _endless() -> Iterator[str]:
    number = 0
    while True:
        heading, *_ = _TOPICS[number % len(_TOPICS)]
        number += 1
        yield f"## {number}. {heading}\n\n"
        for paragraph in range(_PARAGRAPHS):
            yield _paragraph(number + paragraph - 1)
            if paragraph == _PARAGRAPHS // 2:
                yield _CODE.format(number=number, start=number * 100)


def _paragraph(turn: int) -> str:
    _, *sentences = _TOPICS[turn % len(_TOPICS)]
    start = turn // len(_TOPICS) % len(sentences)
    return " ".join(sentences[start:] + sentences[:start]) + "\n\n"
