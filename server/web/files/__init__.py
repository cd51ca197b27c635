"""Doors for files: single ones, streamed in and out, and all of a site as a ZIP."""
