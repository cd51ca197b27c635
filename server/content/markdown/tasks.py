"""Task lists: an item that begins with `[ ]` or `[x]`. https://github.github.com/gfm/#task-list-items-extension-"""

import re
from typing import Final

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

TASK: Final = "task"
"""The type of the token, and the class of the item."""
_box = re.compile(r"\[([ xX])\]\s")


def mark_tasks(state: StateCore) -> None:
    """Puts a token in the place of the box, and a class on the item."""
    tokens = state.tokens
    for item, paragraph, inline in zip(tokens, tokens[1:], tokens[2:], strict=False):
        if (item.type, paragraph.type, inline.type) != ("list_item_open", "paragraph_open", "inline"):
            continue
        children = inline.children or []
        if not children or children[0].type != "text" or not inline.content.startswith("["):
            continue
        found = _box.match(children[0].content)
        if found is None:
            continue
        children[0].content = children[0].content[found.end() :]
        children.insert(0, Token(TASK, "input", 0, meta={"done": found[1] != " "}))
        item.attrSet("class", TASK)
