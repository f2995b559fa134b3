"""Jobs for a confined child that behave as a decoder may once a hostile file has taken it over."""

# ruff: noqa: ARG001 - every job takes the file and the parameters

import ctypes
import os
import struct
import sys
import time
from collections.abc import Iterator
from typing import Any

from osintkit.blocks import BlockReader
from osintkit.media.door.wire import Message

PREFIX = struct.Struct(">IQ")


def fine(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("fine", {"size": reader.size_bytes, **parameters}, reader.at(0, 1 << 20))


def modules(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("modules", {"names": sorted(sys.modules)})


def slowly(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Reads the file byte block by byte block, waiting to be asked for more."""
    for offset in range(0, reader.size_bytes, parameters["step"]):
        yield Message("read", {"offset": offset}, reader.at(offset, parameters["step"]))


def segfault(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("fine", {})
    ctypes.string_at(1)


def exhaust(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    held = [bytearray(256 << 20)]
    yield Message("fine", {})
    held.append(bytearray(8 << 30))


def spin(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("fine", {})
    while True:
        pass


def sleep(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("fine", {})
    time.sleep(600)


def drip(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Never silent for long, and never done."""
    while True:
        yield Message("progress", {})
        time.sleep(0.1)


def flood(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    while True:
        yield Message("pixels", {}, bytes(parameters["size"]))


def leave(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("fine", {})
    os._exit(parameters["code"])


def hang_up(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Closes everything it has and stays."""
    yield Message("fine", {})
    os.closerange(3, 64)
    time.sleep(600)


def say(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Writes bytes of its own to whatever leads out, and leaves or stays."""
    yield Message("fine", {})
    raw = bytes.fromhex(parameters["raw"])
    for fd in range(3, 64):
        try:
            os.write(fd, raw)
        except OSError:
            continue
    if parameters["stay"]:
        time.sleep(600)
    os._exit(0)


def fail(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("failure", parameters)


def lie(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """A frame whose pixels are fewer than it claims."""
    fields = {
        "frame": 0,
        "shot": 1,
        "role": "representative",
        "pts": 0,
        "time_base": "1/25",
        "seconds": 0.0,
        "estimated": False,
        "keyframe": True,
        "sharpness": 1.0,
        "width_px": 65535,
        "height_px": 65535,
    }
    yield Message("opened", {"duration_s": 1.0})
    yield Message("frame", fields, bytes(12))


def noisy(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    """Prints, as libraries do."""
    os.write(1, b"noise")
    os.write(2, b"noise")
    print("noise")
    yield Message("fine", {})


def wait_for_bytes(reader: BlockReader, parameters: dict[str, Any]) -> Iterator[Message]:
    yield Message("pid", {"pid": os.getpid()})
    time.sleep(600)
