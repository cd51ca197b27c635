"""Asking an actor once, and waiting for its reply."""

from ..actor.actor import Actor
from ..actor.client import Call
from ..actor.mailbox import Envelope
from ..handling.caller import SERVER, Caller
from ..wire.commands import Command
from ..wire.events import Frame


async def ask(actor: Actor, command: Command, caller: Caller = SERVER) -> Frame:
    """The reply, once it is on disk.

    Raises:
        SatchelError: what went wrong.
    """
    call = Call()
    actor.tell(Envelope(command, caller, call))
    return await call.reply
