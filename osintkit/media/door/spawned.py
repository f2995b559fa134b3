"""The child as an interpreter of its own: for systems without fork, or where it is asked for."""

import os
import sys
from importlib import import_module
from typing import NoReturn

from osintkit.media.door import wire
from osintkit.media.door.child import serve
from osintkit.media.door.server import PRELOADED


def main(handle: int, modules: str) -> NoReturn:
    """Serve one job over standard input and output.

    Args:
        handle: the open file.
        modules: what to import before locking down, joined by commas.
    """
    channel = taken_over()
    try:
        for name in (*PRELOADED, *modules.split(",")):
            import_module(name)
    except ImportError as error:
        wire.send(channel, "missing", {"says": str(error)})
        os._exit(0)
    serve(_descriptor(handle), channel)


def taken_over() -> wire.Channel:
    """Standard input and output as the channel, which nobody else finds there any more."""
    channel = wire.Pipes(os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb"))
    # From here on, whatever a C library prints goes nowhere instead of into the protocol.
    nowhere = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nowhere, standard)
    return channel


def _descriptor(handle: int) -> int:
    if sys.platform == "win32":
        import msvcrt  # noqa: PLC0415 - exists on Windows only

        return msvcrt.open_osfhandle(handle, os.O_RDONLY | os.O_BINARY)
    return handle
