"""One SQLite file: make, check, open, migrate, run, checkpoint, copy. Knows nothing of sessions or commands."""
