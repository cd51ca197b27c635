"""Keeps tokens out of the log where it is not our code that writes it."""

import logging

from aiohttp.http_exceptions import BadHttpMessage


def _without_request(record: logging.LogRecord) -> bool:
    """What is no HTTP is logged by aiohttp with the line that it could not read, and a token may stand in that."""
    if record.exc_info and isinstance(error := record.exc_info[1], BadHttpMessage):
        record.exc_info = None
        record.msg, record.args = f"{record.getMessage()}: {type(error).__name__}", ()
    return True


def keep_tokens_out_of_the_log() -> None:
    """Done twice it is as done once."""
    logging.getLogger("aiohttp.server").addFilter(_without_request)
