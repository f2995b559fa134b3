"""What the confined child says while it hashes a file, for whoever asked: to print, to keep or to search."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from osintkit.evidence import Evidence
from osintkit.hash import answers as ours
from osintkit.hash.rows import Box, Row
from osintkit.media import answers, opening
from osintkit.media.door import caller
from osintkit.media.door.talk import disagrees
from osintkit.media.door.wire import Message
from osintkit.records import Record, Stream
from osintkit.records.progress import Progress


@dataclass(slots=True)
class Heard:
    """What is known of a file so far.

    Attributes:
        still: it is one picture, outside time.
        made: the algorithm of the rows, None before the first.
        boxes: the parts of the query that rows refer to, by number.
        stream: the stream that was decoded, when all of it was.
        refused: rows so far that are no usable hash, of whole pictures as they are.
    """

    still: bool = False
    made: ours.Algorithm | None = None
    boxes: dict[int, Box] = field(default_factory=dict)
    stream: Stream | None = None
    refused: int = 0


def hear(
    job: str, evidence: Evidence, parameters: Mapping[str, Any], heard: Heard, *, needs: Sequence[str] = ()
) -> Iterator[Row | Message | Record | Progress]:
    """Run a job that hashes, and note in ``heard`` what holds for all of the file.

    Args:
        job: ``"osintkit.<step>._inside:<name>"``.
        evidence: the open file.
        parameters: for the job.
        heard: is filled in.
        needs: modules the job imports besides the decoder.

    Yields:
        A Row for each hashed picture, Messages of kind ``other``, Stream and Caveat records, Progress.

    Raises:
        InputError: the file could not be examined, or an answer is not of our form.
        Missing: a library is not installed.
    """
    parameters = {**parameters, "cpu_s": caller.cpu_limit_s(evidence.size_bytes)}
    duration_s: float | None = None
    for message in caller.run(job, evidence, parameters, needs=[opening.decoder(evidence.head), *needs]):
        match message.kind:
            case "opened":
                duration_s = answers.number(message.fields, "duration_s")
                heard.still = message.fields.get("still") is True
            case "progress":
                yield Progress(answers.number(message.fields, "done_s") or 0.0, duration_s)
            case "algorithm":
                heard.made = ours.algorithm(message)
            case "region":
                number, box = ours.box(message)
                heard.boxes[number] = box
            case "hashes":
                yield from _rows(message, heard)
            case "ended":
                yield from _ended(message, evidence, heard)
            case "confinement_reduced":
                yield answers.reduced_confinement(evidence)
            case "other":
                yield message
            case _:
                raise answers.unknown(message)


def _rows(message: Message, heard: Heard) -> Iterator[Row]:
    if heard.made is None:
        raise disagrees("a hash of no algorithm")
    for row in ours.rows(message):
        if row.region and row.region not in heard.boxes:
            raise disagrees("a region that was not announced")
        heard.refused += row.refused and not row.region and not row.orientation
        yield row


def _ended(message: Message, evidence: Evidence, heard: Heard) -> Iterator[Record]:
    for stream in answers.streams(message, evidence):
        if stream.examined:
            heard.stream = stream
        yield stream
    yield from answers.caveats(message, evidence)
