"""What crosses the door: a length-prefixed JSON header and, for pictures, raw bytes. Nothing else.

Both sides use this file and both check the limits: the child because it is ours, the parent because
the child may no longer be.
"""

import json
import struct
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, Any, Protocol

LONGEST_HEADER = 1 << 20
LARGEST_PAYLOAD = 3 << 28
_PREFIX = struct.Struct(">IQ")

Payload = bytes | bytearray | memoryview


class Channel(Protocol):
    """A stream of bytes to the other side, such as a buffered socket file."""

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; fewer only when the other side is gone."""

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401
        """Fill ``buffer``; the number of bytes read, 0 at the end."""

    def write(self, data: Any, /) -> int | None:  # noqa: ANN401
        """Send ``data``."""

    def flush(self) -> None:
        """Send what is buffered."""

    def close(self) -> None:
        """No more in either direction."""


class WireError(Exception):
    """The other side broke the protocol."""


class Torn(WireError):
    """The other side is gone in mid-message."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message: ``kind`` and ``fields`` are untrusted when they come from a child."""

    kind: str
    fields: dict[str, Any]
    payload: Payload = b""


def send(channel: Channel, kind: str, fields: Mapping[str, Any], payload: Payload = b"") -> None:
    """Send one message.

    Args:
        channel: to the other side.
        kind: what it is.
        fields: JSON values.
        payload: raw bytes that follow, C-contiguous.

    Raises:
        WireError: larger than the other side would take.
    """
    header = json.dumps([kind, fields], allow_nan=False).encode()
    raw = memoryview(payload).cast("B") if len(payload) else b""
    if len(header) > LONGEST_HEADER or len(raw) > LARGEST_PAYLOAD:
        raise WireError("message too large")
    channel.write(_PREFIX.pack(len(header), len(raw)) + header)
    if raw:
        channel.write(raw)
    channel.flush()


def receive(channel: Channel) -> Message | None:
    """The next message, or None when the other side has closed between messages.

    Raises:
        WireError: too large, or not of our form.
        Torn: it ends too early.
    """
    prefix = channel.read(_PREFIX.size)
    if not prefix:
        return None
    if len(prefix) < _PREFIX.size:
        raise Torn("torn prefix")
    header_length, payload_length = _PREFIX.unpack(prefix)
    if header_length > LONGEST_HEADER or payload_length > LARGEST_PAYLOAD:
        raise WireError("message too large")
    kind, fields = _header(channel.read(header_length), header_length)
    return Message(kind, fields, _payload(channel, payload_length))


def _header(raw: bytes, length: int) -> tuple[str, dict[str, Any]]:
    if len(raw) < length:
        raise Torn("torn header")
    try:
        untrusted = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise WireError("header is not JSON") from error
    match untrusted:
        case [str() as kind, dict() as fields]:
            return kind, fields
        case _:
            raise WireError("header is not of our form")


def _payload(channel: Channel, length: int) -> bytearray:
    payload = bytearray(length)
    view = memoryview(payload)
    done = 0
    while done < length:
        count = channel.readinto(view[done:])
        if not count:
            raise Torn("torn payload")
        done += count
    return payload


class Pipes:
    """Two pipes as one `Channel`."""

    def __init__(self, incoming: IO[bytes], outgoing: IO[bytes]) -> None:
        self._incoming = incoming
        self._outgoing = outgoing

    def read(self, size: int, /) -> bytes:
        """Up to ``size`` bytes; fewer only when the other side is gone."""
        return self._incoming.read(size)

    def readinto(self, buffer: Any, /) -> int | None:  # noqa: ANN401
        """Fill ``buffer``; the number of bytes read, 0 at the end."""
        count: int | None = self._incoming.readinto(buffer)  # type: ignore[attr-defined]
        return count

    def write(self, data: Any, /) -> int | None:  # noqa: ANN401
        """Send ``data``."""
        return self._outgoing.write(data)

    def flush(self) -> None:
        """Send what is buffered."""
        self._outgoing.flush()

    def close(self) -> None:
        """Close both; what cannot be sent any more is dropped."""
        for pipe in (self._incoming, self._outgoing):
            with suppress(OSError):
                pipe.close()
