"""Jobs for the tests of kept workers."""

import json
import os
from typing import Any

from osintkit.errors import FailureCode, InputError
from osintkit.media.door.keeping import Asked, TooMany


def ends(source: Asked, parameters: dict[str, Any]) -> bytes:
    """Length, both ends of the file, which process, and what was asked."""
    first, last = source.at(0, 4).hex(), source.at(source.size_bytes - 4, 9).hex()
    return json.dumps([source.size_bytes, first, last, os.getpid(), parameters]).encode()


def piece(source: Asked, parameters: dict[str, Any]) -> bytes:
    """Any part of the file."""
    return source.at(parameters["offset"], parameters["length"])


def nothing(source: Asked, parameters: dict[str, Any]) -> bytes:
    """As little as there is to say."""
    del source, parameters
    return b""


def misbehave(source: Asked, parameters: dict[str, Any]) -> bytes:
    """What is asked for: an exception, a death, a hang, a flood, or a word about who is alive."""
    del source
    match parameters["how"]:
        case "refuse":
            raise InputError(FailureCode.NOT_MEDIA, "No.", "Ask another.", stage="open")
        case "raise":
            raise KeyError("\x1b[31m")
        case "die":
            os._exit(7)
        case "spin":
            while True:
                pass
        case "fill":
            return b"x" * (1 << 30)
    return str(os.getpid()).encode()


def strange(source: Asked, parameters: dict[str, Any]) -> bytes:
    """Asks its caller for what there is not."""
    return source._ask(parameters["offset"], parameters["length"])


def leak(source: Asked, parameters: dict[str, Any]) -> bytes:
    """Keeps memory from file to file, as a reader with a bug would."""
    del source
    _LEAKED.append(bytes(parameters["mib"] << 20))
    return str(os.getpid()).encode()


def wander(source: Asked, parameters: dict[str, Any]) -> bytes:
    """Reads here and there, far more often than anybody waits for."""
    del parameters
    try:
        for number in range(100_000):
            source.at((number * 7919 * 65_536) % source.size_bytes, 1)
            source._pages.clear()
    except TooMany as error:
        return str(error).encode()
    return b"never stopped"


_LEAKED: list[bytes] = []
