"""Who a COSE signature says made it: algorithm, names in the certificate, time-stamp. Nothing is checked.

Source: RFC 9052 and RFC 9360 (COSE and its certificates), RFC 5280 (X.509), RFC 3161 (time-stamps).
"""

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

from osintkit.meta.decode import cbor
from osintkit.meta.found import BROKEN, Malformed

LARGEST = 1 << 16
"""Bytes of a signature: its mappings may have keys that are made to collide, so it is kept small."""
_MOST_PARTS = 64
_LONGEST_NAME = 200
_ALGORITHM, _CHAIN = 1, 33
_ALGORITHMS = {
    -7: "ES256", -8: "EdDSA", -35: "ES384", -36: "ES512", -37: "PS256", -38: "PS384", -39: "PS512",
    -19: "Ed25519", -9: "ESP256", -48: "ML-DSA-44", -49: "ML-DSA-65", -50: "ML-DSA-87",
}  # fmt: skip
_SEQUENCE, _SET, _OID, _VERSION = 0x30, 0x31, 0x06, 0xA0
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_NAMES = {b"\x55\x04\x03": "name", b"\x55\x04\x0a": "organization"}
_CODINGS = {
    0x0C: "utf-8",
    0x13: "ascii",
    0x14: "latin-1",
    0x16: "ascii",
    0x1C: "utf-32-be",
    0x1E: "utf-16-be",
}
_TIME_STAMP_INFO = bytes.fromhex("060b2a864886f70d0109100104")
_Part: TypeAlias = tuple[int, int, int]
"""Tag, start and end of the content of a DER value."""


def stated(data: bytes) -> dict[str, Any]:
    """What a COSE_Sign1 structure states of its making.

    Args:
        data: the content of a C2PA signature box.

    Returns:
        ``signature_algorithm``; ``certificate`` with ``subject`` and ``issuer`` (``name`` and
        ``organization``), ``not_before`` and ``not_after``; ``time_stamp``: whether a token is there, and
        the time it states. What cannot be read is empty.

    Raises:
        Malformed: it is no COSE_Sign1 structure.
    """
    if len(data) > LARGEST:
        raise Malformed(f"a signature of {len(data)} bytes is larger than is read")
    parts = cbor.plain(data, any_keys=True)
    match parts:
        case [bytes() as inner, Mapping() as unprotected, _, _]:
            protected = cbor.plain(inner, any_keys=True) if inner else {}
        case _:
            raise Malformed("a signature is no COSE_Sign1 structure")
    if not isinstance(protected, Mapping):
        raise Malformed("a signature has no protected header")
    return {
        "signature_algorithm": _algorithm(protected.get(_ALGORITHM)),
        "certificate": _or_empty(_certificate, _first_certificate(protected, unprotected)),
        "time_stamp": _time_stamp(unprotected),
    }


def _algorithm(number: object) -> str:
    if isinstance(number, str):
        return number[:_LONGEST_NAME]
    return _ALGORITHMS.get(number, f"COSE algorithm {number}"[:40]) if isinstance(number, int) else ""


def _first_certificate(*headers: Mapping[Any, Any]) -> bytes:
    for header in headers:
        for key in (_CHAIN, "x5chain"):
            match header.get(key):
                case bytes() as certificate:
                    return certificate
                case [bytes() as certificate, *_]:
                    return certificate
    return b""


def _or_empty(read: Any, data: bytes) -> dict[str, Any]:  # noqa: ANN401 - one of the two below
    try:
        return dict(read(data)) if data else {}
    except BROKEN:
        return {}


def _time_stamp(unprotected: Mapping[Any, Any]) -> dict[str, Any]:
    for key in ("sigTst2", "sigTst"):
        match unprotected.get(key):
            case {"tstTokens": [{"val": bytes() as token}, *_]}:
                return {"present": True, "time": "", **_or_empty(_time_of_token, token)}
    return {"present": False, "time": ""}


def _time_of_token(token: bytes) -> dict[str, str]:
    place = token.find(_TIME_STAMP_INFO)
    if place < 0:
        return {}
    part = (0, place + len(_TIME_STAMP_INFO), len(token))
    for _ in range(3):  # explicit tag, octet string, sequence
        part = next(_parts(token, part))
    times = [piece for piece in _parts(token, part) if piece[0] == _GENERALIZED_TIME]
    return {"time": _time(token, times[0])} if times else {}


def _certificate(der: bytes) -> dict[str, Any]:
    whole = next(_parts(der, (0, 0, len(der))))
    signed = next(_parts(der, whole))
    fields = [part for part in _parts(der, signed) if part[0] != _VERSION]
    _serial, _algorithm, issuer, validity, subject = fields[:5]
    begins, ends = list(_parts(der, validity))[:2]
    return {
        "subject": _name(der, subject),
        "issuer": _name(der, issuer),
        "not_before": _time(der, begins),
        "not_after": _time(der, ends),
    }


def _parts(der: bytes, within: _Part) -> Iterator[_Part]:
    """The values in a value.

    Raises:
        Malformed: a length that cannot be, or more values than any certificate has.
    """
    place, limit = within[1], within[2]
    for _ in range(_MOST_PARTS):
        if place >= limit:
            return
        tag, length, begin = der[place], der[place + 1], place + 2
        if length & 0x80:
            size = length & 0x7F
            if not 1 <= size <= 4:
                raise Malformed("a DER length is out of bounds")
            length = int.from_bytes(der[begin : begin + size])
            begin += size
        if begin + length > limit:
            raise Malformed("a DER value is longer than what holds it")
        yield tag, begin, begin + length
        place = begin + length
    raise Malformed("a DER value has too many parts")


def _name(der: bytes, name: _Part) -> dict[str, str]:
    """The common name and the organization of a distinguished name."""
    found = {"name": "", "organization": ""}
    for entry in _parts(der, name):
        for pair in _parts(der, entry):
            kind, value = list(_parts(der, pair))[:2]
            wanted = _NAMES.get(der[kind[1] : kind[2]])
            if entry[0] == _SET and wanted and not found[wanted]:
                written = der[value[1] : min(value[2], value[1] + 4 * _LONGEST_NAME)]
                found[wanted] = written.decode(_CODINGS.get(value[0], "utf-8"), "replace")[:_LONGEST_NAME]
    return found


def _time(der: bytes, part: _Part) -> str:
    """A UTCTime or GeneralizedTime in the words of ISO 8601; empty when it is neither."""
    tag, begin, end = part
    written = der[begin : min(end, begin + 40)].decode("ascii", "replace")
    if tag == _UTC_TIME:
        written = ("19" if written[:2] >= "50" else "20") + written
    elif tag != _GENERALIZED_TIME:
        return ""
    if not (written[:14].isdecimal() and written.endswith("Z")):
        return ""
    day, clock = written[:8], written[8:-1]
    return f"{day[:4]}-{day[4:6]}-{day[6:]}T{clock[:2]}:{clock[2:4]}:{clock[4:]}Z"
