"""The server as a client meets it, through a real WebSocket."""
