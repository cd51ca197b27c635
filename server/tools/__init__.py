"""Tools that the server runs for the model: what one is, which there are, and how one is run.

A tool of one's own is a function in a module that `SATCHEL_TOOLS` names:

    class Weather(Struct):
        city: str

    @tool("Say how the weather is in a city.")
    async def weather(input: Weather, session: ToolSession) -> Any:
        return {"degrees": 4}

It runs on the server's own event loop, beside everything else: what takes long has to be awaited there, or be done in
a thread.

May know the wire and the errors, and nothing else of the server: what it wants of a session it asks as a command.
"""

from .tool import ServerTool, ToolSession, tool
from .toolbox import Toolbox, open_toolbox

__all__ = ["ServerTool", "ToolSession", "Toolbox", "open_toolbox", "tool"]
