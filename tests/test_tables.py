"""Every command that a session can be sent has its handler."""

from typing import get_args

import pytest

from server.session.handlers import HANDLERS
from server.wire.commands import Command, SessionRequest


@pytest.mark.parametrize("command", get_args(SessionRequest), ids=lambda command: command.__name__)
def test_a_command_of_a_session_has_a_handler(command: type[Command]) -> None:
    assert command.scope == "session"
    assert command in HANDLERS
