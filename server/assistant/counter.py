"""The demo model's React counter, and how it changes when somebody asks for a change.

What the counter is like follows from the requests alone, in order: nothing is remembered between replies.
"""

import re
from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

FILE = "Counter.tsx"

# Dark enough for white letters on them (contrast 4.5 and more, WCAG 2.2 AA).
COLOURS = {
    "indigo": "#4f46e5",
    "red": "#dc2626",
    "blue": "#2563eb",
    "green": "#15803d",
    "purple": "#7e22ce",
    "violet": "#6d28d9",
    "pink": "#be185d",
    "orange": "#c2410c",
    "yellow": "#a16207",
    "teal": "#0f766e",
    "brown": "#78350f",
    "black": "#111827",
    "grey": "#4b5563",
}

# What can be added, the words that ask for it, and what is said of it.
FEATURES = {
    "reset": (
        ("reset", "clear", "zero"),
        "added a Reset button, which waits until there is something to reset",
    ),
    "minus": (("minus", "decrement", "decrease", "subtract", "down"), "added a button that takes one away"),
    "dark": (("dark", "night"), "given it a dark background"),
    "large": (("bigger", "larger", "large", "big", "huge"), "made the number and the buttons larger"),
    "ten": (("ten", "step", "steps", "faster"), "added a button that adds ten at once"),
}


class Counter(Struct, frozen=True):
    """What a counter is like: a name of `COLOURS`, and names of `FEATURES`."""

    colour: str = "indigo"
    features: frozenset[str] = frozenset()


def asked_for(counter: Counter, request: str) -> tuple[Counter, list[str]]:
    """The counter with what a request names, and what that was: ends of a sentence that begins "I have"."""
    words = re.findall(r"[a-z]+", request.lower().replace("gray", "grey"))
    done = []
    for colour in (word for word in words if word in COLOURS):
        counter = replace(counter, colour=colour)
        done.append(f"made the buttons {colour}")
    for feature, (names, sentence) in FEATURES.items():
        if feature not in counter.features and any(name in words for name in names):
            counter = replace(counter, features=counter.features | {feature})
            done.append(sentence)
    return counter, done


def changed(counter: Counter, request: str) -> tuple[Counter, list[str]]:
    """As `asked_for`; a request that names nothing known gets the next feature, and after those a colour.

    So every request for a change shows one.
    """
    different, done = asked_for(counter, request)
    if different != counter:
        return different, done
    for feature, (_, sentence) in FEATURES.items():
        if feature not in counter.features:
            return replace(counter, features=counter.features | {feature}), [sentence]
    colours = list(COLOURS)
    colour = colours[(colours.index(counter.colour) + 1) % len(colours)]
    return replace(counter, colour=colour), [f"made the buttons {colour}"]


def first_reply(request: str) -> str:
    """The reply to somebody who asks for a counter."""
    counter, _ = asked_for(Counter(), request)
    return (
        "Here is a counter in React: one file, no styles to load, and it can be used by keyboard and by a "
        f"screen reader.\n\n{_fence(counter)}\n"
        'Try a change: say "make it red" or "add a reset button". I write the same file again, and Satchel '
        "keeps both versions.\n"
    )


def changed_reply(requests: Sequence[str]) -> str:
    """The reply to the last of several requests, of which the first led to the first counter."""
    first, *changes = requests
    counter, done = asked_for(Counter(), first)
    for request in changes:
        counter, done = changed(counter, request)
    return (
        f"I have {' and '.join(done)}.\n\n{_fence(counter)}\n"
        f"It is the same file, `{FILE}`, so it was saved as a new version: open its history to compare the "
        "two or to go back.\n"
    )


def _fence(counter: Counter) -> str:
    return f'```tsx title="{FILE}"\n{source(counter)}```\n'


def source(counter: Counter) -> str:
    """The component's file."""
    has = counter.features.__contains__
    size, padding, font = (96, "16px 32px", 20) if has("large") else (64, "10px 20px", 16)
    paper, ink = ("#111827", "#f9fafb") if has("dark") else ("#ffffff", "#111827")
    colour = "#6b7280" if has("dark") and counter.colour == "black" else COLOURS[counter.colour]
    lines = [
        'import { useState } from "react";',
        "",
        "const button = {",
        f'  padding: "{padding}",',
        f"  fontSize: {font},",
        '  border: "none",',
        "  borderRadius: 8,",
        f'  background: "{colour}",',
        '  color: "#ffffff",',
        '  cursor: "pointer",',
        "};",
        "",
        "export default function Counter() {",
        "  const [count, setCount] = useState(0);",
        "",
        "  return (",
        "    <main",
        "      style={{",
        '        display: "grid",',
        '        justifyItems: "center",',
        "        gap: 16,",
        "        padding: 48,",
        '        fontFamily: "system-ui, sans-serif",',
        f'        background: "{paper}",',
        f'        color: "{ink}",',
        "      }}",
        "    >",
        f'      <output aria-live="polite" style={{{{ fontSize: {size}, fontWeight: 700 }}}}>',
        "        {count}",
        "      </output>",
        '      <div style={{ display: "flex", gap: 8 }}>',
        *(_button("setCount(count - 1)", "Take one away") if has("minus") else []),
        *_button("setCount(count + 1)", "Add one"),
        *(_button("setCount(count + 10)", "Add ten") if has("ten") else []),
        *(_button("setCount(0)", "Reset", _UNLESS_ZERO) if has("reset") else []),
        "      </div>",
        "    </main>",
        "  );",
        "}",
    ]
    return "\n".join(lines) + "\n"


_UNLESS_ZERO = "disabled={count === 0} style={{ ...button, opacity: count === 0 ? 0.5 : 1 }}"


def _button(does: str, label: str, how: str = "style={button}") -> list[str]:
    return [
        f'        <button type="button" {how} onClick={{() => {does}}}>',
        f"          {label}",
        "        </button>",
    ]
