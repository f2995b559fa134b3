"""Jobs for the tests of kept workers."""

import json
import os
from typing import Any

from osintkit.errors import FailureCode, InputError
from osintkit.media.door.keeping import Asked


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
