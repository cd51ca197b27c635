"""Files in a session: contents stored once each, and trees of them, whose versions cost what they change."""
