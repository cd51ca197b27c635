"""The session as it was: what changes keep of what they replace, and how that is seen and brought back."""
