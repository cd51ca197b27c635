"""Markdown for clients: rendered in a process of its own, within a time, and kept."""
