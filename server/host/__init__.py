"""The router: brings commands to live actors, wakes them and puts them to sleep, and has their changes indexed."""

from .host import Host

__all__ = ["Host"]
