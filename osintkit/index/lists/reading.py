"""Other people's lists of hashes, and ours: what is in this file, whatever wrote it?

The kind is told by the content. Reading is in one pass in bounded memory; a line that cannot be read is
said and costs nothing else. Nothing in a list is opened, followed or executed.
"""

import codecs
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, islice
from typing import Any, BinaryIO

from osintkit.errors import Missing
from osintkit.index.lists.documents import (
    Tape,
    blocks,
    is_json_by_line,
    rows_in,
    short,
    values,
    values_of_line,
)
from osintkit.index.lists.entries import (
    ROWS_PER_RUN,
    TAGS_PER_ROW,
    Block,
    Entries,
    Tagged,
    entries_of,
    joined_tags,
)
from osintkit.index.lists.own import PREFIX, entries_of_records
from osintkit.index.lists.tables import SAMPLE_LINES, block_of, columns_of, layout_of, plain_name
from osintkit.records import Record, Unread

__all__ = ["Entries", "Tagged", "Unread", "read"]

HEAD_BYTES = 65_536
PIECE_BYTES = 3 << 20
"""How much is read at once; no more hashes fit into it than `ROWS_PER_RUN`."""
LONGEST_LINE_BYTES = 16 << 20
_MARKS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"), (b"\xef\xbb\xbf", "utf-8"))
_BINARY = {
    b"\x1f\x8b": "This is compressed (gzip): unpack it first.",
    b"PK\x03\x04": "This is a ZIP or a spreadsheet (XLSX, ODS): unpack it, or save it as CSV.",
    b"(\xb5/\xfd": "This is compressed (Zstandard): unpack it first.",
    b"SQLite format 3\x00": "This is an SQLite database, not a list.",
}
_PARQUET = b"PAR1"
_TYPE_WITHIN = 100


def read(stream: BinaryIO, name: str, *, pad: bool = False) -> Iterator[Entries | Unread | Record]:
    """Which hashes does this list hold, and which of its lines cannot be read, and why?

    Reads our own records, CSV with or without a header and with any separator, one hash a line, the output
    of pdq-photo-hasher, vPDQ and threatexchange, JSON of ThreatExchange, StopNCII and HMA, and Parquet.

    Args:
        stream: the list; it needs to be seekable for Parquet only.
        name: of the list, for a person.
        pad: take a hash of 49 to 63 digits for one that lost its leading zeros.

    Yields:
        Runs of at most 65,536 rows, in the order of the list; what could not be read; and of our own records
        those that say how whole they are.

    Raises:
        Missing: it is Parquet, and pyarrow is not installed.
        OSError: the stream cannot be read.
    """
    head = stream.read(HEAD_BYTES)
    for magic, says in _BINARY.items():
        if head.startswith(magic):
            yield Unread(1, says)
            return
    if head.startswith(_PARQUET):
        yield from _continued(_parquet(stream), name, pad=pad)
        return
    pieces = _pieces(head, stream)
    first = next(pieces, b"")
    start = first[:HEAD_BYTES].lstrip()
    if b"\x00" in start:
        yield Unread(1, "This is not text: it has bytes that no list has.")
    elif start.startswith(b"<"):
        yield Unread(1, "This is XML or HTML, which is not read: export the list as CSV or JSON.")
    elif start.startswith((b"{", b"[", b"vpdq [", b"vpdq {")):
        yield from _json(first, pieces, name, pad=pad)
    else:
        yield from _continued(_table(_lines(chain([first], pieces))), name, pad=pad)


def _continued(blocks_read: Iterator[Block | Unread], name: str, *, pad: bool) -> Iterator[Entries | Unread]:
    """Runs of these blocks; a source that goes on in the next run knows how much of it there was."""
    last, count = None, 0
    for block in blocks_read:
        for run in (block,) if isinstance(block, Unread) else entries_of(block, name, pad=pad):
            if isinstance(run, Entries) and run.source is not None:
                run.first = count if (run.source, run.algorithm) == last else 0
                run.tags = [
                    tag if tag.row is None else tag._replace(row=tag.row + run.first) for tag in run.tags
                ]
                last, count = (run.source, run.algorithm), run.first + len(run)
            yield run


def _moved(tag: Tagged, rows: int) -> Tagged:
    return tag if tag.row is None else tag._replace(row=tag.row + rows)


def _pieces(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """The text as UTF-8 without a mark; lines end with LF or CR and LF, the last one too."""
    mark, encoding = next((pair for pair in _MARKS if head.startswith(pair[0])), (b"", "utf-8"))
    first = head[len(mark) :] + stream.read(PIECE_BYTES)
    decoder = codecs.getincrementaldecoder(encoding)("replace") if encoding != "utf-8" else None
    held, is_old_mac = None, False
    for data in chain([first], iter(partial(stream.read, PIECE_BYTES), b"")):
        text = data if decoder is None else decoder.decode(data).encode("utf-8", "replace")
        if held is None:
            is_old_mac = b"\r" in text and b"\n" not in text
        else:
            yield held
        held = text.replace(b"\r", b"\n") if is_old_mac else text
    # The last line alone would be a run of its own.
    yield held if held and held.endswith(b"\n") else (held or b"") + b"\n"


def _lines(pieces: Iterable[bytes]) -> Iterator[tuple[int, str] | Unread]:
    """Whole lines, many at once, with the number of the first; without the line end of the last."""
    number, kept, is_too_long = 1, b"", False
    for piece in pieces:
        end = piece.rfind(b"\n")
        if end < 0:
            is_too_long = is_too_long or len(kept) + len(piece) > LONGEST_LINE_BYTES
            kept = b"" if is_too_long else kept + piece
            continue
        block = kept + piece[:end]
        if is_too_long:
            yield _too_long(number)
            number, (_, _, block), is_too_long = number + 1, piece[:end].partition(b"\n"), False
        yield number, _decoded(block)
        number += block.count(b"\n") + 1
        kept = piece[end + 1 :]
    if is_too_long:
        yield _too_long(number)
    elif kept:
        yield number, _decoded(kept)


def _too_long(number: int) -> Unread:
    return Unread(number, f"The line is longer than {LONGEST_LINE_BYTES >> 20} MB.")


def _decoded(block: bytes) -> str:
    text = block.decode("utf-8", "backslashreplace")
    return text.replace("\r\n", "\n").removesuffix("\r") if "\r" in text else text


def _table(texts: Iterator[tuple[int, str] | Unread]) -> Iterator[Block | Unread]:
    """Blocks of a list with a hash a line; how it is cut is told by its first lines."""
    layout = None
    for item in texts:
        if isinstance(item, Unread):
            yield item
            continue
        number, text = item
        if layout is None:
            sample = list(islice(_meant(text), SAMPLE_LINES))
            if not sample:
                continue
            layout = layout_of([line for _, line in sample])
            skipped = sample[layout.skipped - 1][0] + 1 if layout.skipped else 0
            number, text = number + skipped, "\n".join(text.split("\n")[skipped:])
        block = block_of(number, text, layout)
        if block.numbers:
            yield block


def _json(
    first: bytes, pieces: Iterator[bytes], name: str, *, pad: bool
) -> Iterator[Entries | Unread | Record]:
    start = [line for _, line in islice(_meant(_decoded(first[:PIECE_BYTES])), SAMPLE_LINES)]
    everything = chain([first], pieces)
    if not is_json_by_line(start):
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        texts = short(decoder.decode(piece) for piece in everything)
        yield from _continued(blocks(_items(Tape(texts)), by_line=False), name, pad=pad)
    elif any(f'"{PREFIX}' in line[:_TYPE_WITHIN] for line in start):
        yield from entries_of_records(_records(_lines(everything)), name)
    else:
        yield from _continued(blocks(_json_rows(_lines(everything)), by_line=True), name, pad=pad)


def _items(tape: Tape) -> Iterator[tuple[int, dict[str, str]] | Unread]:
    """The rows of JSON documents, counted; nobody knows where the next would begin after an error."""
    count = 0
    try:
        while tape.peek():
            for key, value in values(tape):
                for row in rows_in(value, key):
                    count += 1
                    yield count, row
    except ValueError as error:
        yield Unread(tape.line, f"The JSON is broken here ({error}); what comes after it was not read.")
        return
    if not count:
        yield Unread(1, "There is no PDQ hash in this JSON.")


def _json_rows(
    texts: Iterator[tuple[int, str] | Unread],
) -> Iterator[tuple[int, dict[str, str]] | Unread | None]:
    """The rows of each line of JSON; None around those of a line with many, which are one video's."""
    for item in _each_line(texts):
        if isinstance(item, Unread):
            yield item
            continue
        number, line = item
        is_list = line[0] in "[v"
        if is_list:
            yield None
        try:
            for key, value in values_of_line(line):
                for row in rows_in(value, key):
                    yield number, row
        except ValueError as error:
            yield Unread(number, f"The JSON is broken ({error}).")
        if is_list:
            yield None


def _records(
    texts: Iterator[tuple[int, str] | Unread],
) -> Iterator[tuple[int, str, dict[str, Any]] | Unread]:
    """Each line that holds one of our records, not yet looked at."""
    for item in _each_line(texts):
        if isinstance(item, Unread):
            yield item
            continue
        number, line = item
        try:
            fields = next((value for _, value in values_of_line(line)), None)
        except ValueError as error:
            yield Unread(number, f"The JSON is broken ({error}).")
            continue
        if isinstance(fields, dict) and str(fields.get("type")).startswith(PREFIX):
            yield number, line, fields
        else:
            yield Unread(number, "This is not a record of osintkit, among others that are.")


def _each_line(texts: Iterable[tuple[int, str] | Unread]) -> Iterator[tuple[int, str] | Unread]:
    for item in texts:
        if isinstance(item, Unread):
            yield item
        else:
            yield from ((item[0] + row, line) for row, line in _meant(item[1]))


def _meant(text: str) -> Iterator[tuple[int, str]]:
    """Lines without blanks around them, and how many are before; none that is blank or a comment."""
    for row, line in enumerate(text.split("\n")):
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield row, stripped


def _parquet(stream: BinaryIO) -> Iterator[Block | Unread]:
    """Blocks of a Parquet file, of the columns whose names are known."""
    parquet, errors = pyarrow_parquet()
    if not stream.seekable():
        yield Unread(1, "Parquet cannot be read from a pipe: give the file.")
        return
    try:
        stream.seek(0)
        file = parquet.ParquetFile(stream, **_PARQUET_LIMITS)
        columns = columns_of([plain_name(name) for name in file.schema_arrow.names])
        names = [file.schema_arrow.names[place] for place in columns.values()]
        if "hash" not in columns:
            yield Unread(1, "No column of this Parquet file has a name by which its hashes are known.")
            return
        count = 0
        for batch in file.iter_batches(batch_size=ROWS_PER_RUN, columns=names):
            cells = {role: _strings(batch.column(name)) for role, name in zip(columns, names, strict=True)}
            yield Block(range(count + 1, count + 1 + len(batch)), cells, unit="item")
            count += len(batch)
    except errors as error:
        yield Unread(1, f"The Parquet file is damaged ({str(error).splitlines()[0][:200]}).")


_PARQUET_LIMITS = {"thrift_string_size_limit": 16 << 20, "thrift_container_size_limit": 1 << 20}


def pyarrow_parquet() -> tuple[Any, tuple[type[Exception], ...]]:
    """The library that reads and writes Parquet, and the errors it raises.

    Raises:
        Missing: it is not installed.
    """
    try:
        from pyarrow import ArrowException, parquet  # noqa: PLC0415 - optional, and slow to import
    except ImportError as error:
        raise Missing(
            "Parquet needs pyarrow, which is not installed.", 'Type: pip install "osintkit[parquet]"'
        ) from error
    return parquet, (ArrowException, OSError, ValueError, KeyError)


def _strings(column: Any) -> list[str]:  # noqa: ANN401 - pyarrow has no types
    """A column as the cells of a table would be."""
    return [_string(value) for value in column.to_pylist()]


def _string(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list):
        return joined_tags([str(item) for item in value[:TAGS_PER_ROW]])
    return str(value)
