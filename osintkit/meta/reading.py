"""All that one file states: recognised by content, read by its walker, every block decoded."""

from osintkit.errors import FailureCode, InputError
from osintkit.media.door.keeping import TooMany
from osintkit.meta.decode import c2pa_hash
from osintkit.meta.formats import WALKS, recognised
from osintkit.meta.found import BROKEN, Bytes, Findings, Spent

_HEAD_BYTES = 4096


def read(source: Bytes, *, everything: bool = False) -> Findings:
    """Everything the file states, as far as it can be read.

    Args:
        source: the file.
        everything: values that no view shows are wanted too.

    Raises:
        InputError: it is no image, video or sound that anybody knows.
    """
    name = recognised(source.at(0, _HEAD_BYTES))
    if name is None:
        raise InputError(
            FailureCode.NOT_MEDIA,
            "The file is no image, video or sound, going by its first bytes.",
            "Give a media file; a document's pictures can be taken out of it first.",
            stage="open",
        )
    found = Findings(format=name)
    found.facts["all"] = everything
    walk = WALKS[name]
    if walk is None:
        found.problem(f"Metadata of this format ({name}) is not read; --reader exiftool may read it.")
        return found
    try:
        walk(source, found)
        c2pa_hash.check(source, found)
    except (Spent, TooMany) as error:
        found.facts["spent"] = True
        found.problem(str(error))
    except BROKEN as error:
        found.problem(f"The file's structure is broken ({str(error) or type(error).__name__}).")
        found.facts["broken"] = True
    return found
