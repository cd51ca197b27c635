"""The WebSocket subprotocols: https://www.rfc-editor.org/rfc/rfc6455#section-1.9"""

MSGPACK_PROTOCOL = "satchel.msgpack"
JSON_PROTOCOL = "satchel.json"
BEARER_PROTOCOL = "satchel.bearer."
"""Offered beside one of the others with a token behind it, since a browser can set no header; never chosen."""
