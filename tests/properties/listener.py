"""A client that listens, and what it makes of what it hears."""

import asyncio
from collections.abc import Sequence
from typing import Any

import msgspec

from server.wire.codec import Packet

Frame = dict[str, Any]
Item = tuple[str, str]
"""A kind of thing, and the id of one."""


def seen(packet: Packet) -> Frame:
    """A frame as a client sees it."""
    frame: Frame = msgspec.json.decode(msgspec.json.encode(packet.frame))
    return frame


class Asker:
    """One who asks once and waits."""

    gone = False

    def __init__(self) -> None:
        self.reply: asyncio.Future[Frame] = asyncio.get_running_loop().create_future()

    def answer(self, request_id: str | None, packet: Packet) -> None:
        self.reply.set_result(seen(packet))

    def hear(self, packets: Sequence[Packet]) -> None:
        raise AssertionError("it does not listen")

    catch_up = hear


class View:
    """The session as a client knows it. It outlives the client's connections."""

    def __init__(self, session: Frame) -> None:
        self.items: dict[Item, tuple[int, Frame | None]] = {("session", ""): (session["seq"], session)}
        self.last = 0
        """The highest seq it saw."""
        self.to_read: set[str] = set()
        """Messages of its own of which it knows the id alone."""

    def of(self, kind: str) -> dict[str, Frame]:
        return {key: known for (what, key), (_, known) in self.items.items() if what == kind and known is not None}

    def learn(self, frame: Frame) -> None:
        """Takes in a frame, by ids: of one thing the newest state counts."""
        seq = frame.get("seq") or 0
        if frame["type"] != "subscribed":  # it says where the session stands, and what was missed is still to come
            self.last = max(self.last, seq)
        match frame["type"]:
            case "artifact_created" | "artifact_updated" | "artifact_restored":
                self.put("artifact", frame["artifact"]["id"], frame["artifact"]["seq"], frame["artifact"])
            case "artifact_deleted":
                self.put("artifact", frame["artifactId"], seq, None)
            case "message_added" | "message_updated":
                self.put("message", frame["message"]["id"], frame["message"]["seq"], frame["message"])
            case "messages_deleted":
                for message_id in frame["messageIds"]:
                    self.put("message", message_id, seq, None)
            case "session_updated":
                self.put("session", "", frame["session"]["seq"], frame["session"])
            case "message_appended":
                self.to_read.add(frame["messageId"])
                for artifact in frame["artifacts"]:
                    self.put("artifact", artifact["id"], artifact["seq"], artifact)
            case "batch_applied":
                for reply in frame["replies"]:
                    self.learn(reply)

    def put(self, kind: str, id: str, seq: int, state: Frame | None) -> None:
        if seq >= self.items.get((kind, id), (0, None))[0]:
            self.items[kind, id] = seq, state


class Listener:
    """One connection of a client. It may be cut off anywhere, between a reply and its events too."""

    def __init__(self, view: View) -> None:
        self.gone = False
        self.view = view
        self.faults: list[str] = []
        self.replies: list[asyncio.Future[Frame]] = []
        """Those to come, in the order in which they were asked."""
        self.left: int | None = None
        """How many frames it takes in before it is cut off."""

    def answer(self, request_id: str | None, packet: Packet) -> None:
        frame = seen(packet)
        if self._takes():
            self.view.learn(frame)
        self.replies.pop(0).set_result(frame)

    def hear(self, packets: Sequence[Packet]) -> None:
        for packet in packets:
            frame = seen(packet)
            if self._takes():
                seq = frame.get("seq")
                if not (self.replies if seq is None else seq > self.view.last):
                    self.faults.append(f"after {self.view.last} it heard {frame}")
                self.view.learn(frame)

    catch_up = hear

    def _takes(self) -> bool:
        if self.left is not None:
            self.gone = self.gone or self.left == 0
            self.left -= 1
        return not self.gone
