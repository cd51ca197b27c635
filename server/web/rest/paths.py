"""Where things are found, for `Location`."""

from urllib.parse import quote


def chat_path(session_id: str) -> str:
    return f"/api/chats/{session_id}"


def below(session_id: str, noun: str, name: str) -> str:
    """Of a thing in a session; its id may be any text."""
    return f"{chat_path(session_id)}/{noun}/{quote(name, safe='')}"


def beside(noun: str, name: str) -> str:
    """Of a thing in an account."""
    return f"/api/{noun}/{quote(name, safe='')}"
