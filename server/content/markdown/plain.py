"""Text as it stands, for one that could not be rendered."""

from html import escape


def plain(text: str) -> str:
    """The HTML of a text as it stands."""
    return f'<pre class="code" tabindex="0"><code>{escape(text)}</code></pre>\n'
