"""Sandboxes: where a session's project runs, what was run there, and what that said. Nothing is run here."""
