"""What of a session goes because it is old: one module for each kind of thing. Without rules it is receipts alone."""
