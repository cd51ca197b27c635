"""Which addresses a text may link to, and which are a picture that is all there."""

import re

_link = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_picture = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/]*=*\Z", re.IGNORECASE)


def is_picture(url: str) -> bool:
    """Whether an address is itself a picture. SVG is none: it is a document."""
    return _picture.match(url) is not None


def may_stand(url: str) -> bool:
    """Whether Markdown with this address is a link or a picture. One that leads nowhere from here (`notes.md`,
    `javascript:…`) stays text, brackets and all."""
    return _link.match(url) is not None or is_picture(url)
