"""C2PA manifest stores built byte by byte, and a picture that is really signed."""

import hashlib
import io
import json
import struct
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import cbor2
import pytest

from osintkit.media import c2pa_library
from osintkit.meta.decode import c2pa
from osintkit.meta.found import Findings

ISO = bytes.fromhex("00110010800000aa00389b71")
TERMS = "http://cv.iptc.org/newscodes/digitalsourcetype/"
GENERATED = TERMS + "trainedAlgorithmicMedia"


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


def jumb(kind: bytes, label: str, *content: bytes, toggles: int = 3, private: bytes = b"") -> bytes:
    described = box(b"jumd", kind + ISO + bytes([toggles]) + label.encode() + b"\0" + private)
    return box(b"jumb", described + b"".join(content))


def assertion(label: str, value: object) -> bytes:
    return jumb(b"cbor", label, box(b"cbor", cbor2.dumps(value)))


def hashed_uri(superbox: bytes, label: str) -> dict[str, Any]:
    return {"url": f"self#jumbf=c2pa.assertions/{label}", "hash": hashlib.sha256(superbox[8:]).digest()}


def manifest(
    label: str, assertions: dict[str, object], *, version: int = 2, signature: bytes = b"", **claim: object
) -> bytes:
    boxes = {name: assertion(name, value) for name, value in assertions.items()}
    name = "c2pa.claim.v2" if version == 2 else "c2pa.claim"
    lists = "created_assertions" if version == 2 else "assertions"
    claim = {"alg": "sha256", lists: [hashed_uri(made, key) for key, made in boxes.items()], **claim}
    return jumb(
        b"c2ma",
        label,
        jumb(b"c2as", "c2pa.assertions", *boxes.values()),
        jumb(b"c2cl", name, box(b"cbor", cbor2.dumps(claim))),
        jumb(b"c2cs", "c2pa.signature", box(b"cbor", signature)) if signature else b"",
    )


def store(*manifests: bytes) -> bytes:
    return jumb(b"c2pa", "c2pa", *manifests)


def read(data: bytes) -> Findings:
    found = Findings()
    c2pa.store(data, found, place="APP11", offset=20)
    return found


def facts(*manifests: bytes) -> dict[str, Any]:
    found = read(store(*manifests))
    json.dumps(found.facts, allow_nan=False)
    return dict(found.facts["c2pa"])


def actions(**action: object) -> dict[str, object]:
    return {"actions": [{"action": "c2pa.created", "digitalSourceType": GENERATED, **action}]}


# --- DER, for a certificate that was never signed ------------------------------------------------


def der(tag: int, *content: bytes) -> bytes:
    joined = b"".join(content)
    if len(joined) < 0x80:
        return bytes([tag, len(joined)]) + joined
    return bytes([tag, 0x82]) + len(joined).to_bytes(2) + joined


def name(common: str, organization: str) -> bytes:
    def entry(oid: bytes, value: str) -> bytes:
        return der(0x31, der(0x30, der(6, oid), der(0x0C, value.encode())))

    return der(0x30, entry(b"\x55\x04\x0a", organization), entry(b"\x55\x04\x03", common))


def certificate() -> bytes:
    validity = der(0x30, der(0x17, b"250101000000Z"), der(0x18, b"20510101000000Z"))
    signed = der(
        0x30, der(0xA0, der(2, b"\x02")), der(2, b"\x01"), der(0x30, der(6, b"\x2a")),
        name("Root", "An authority"), validity, name("Léa", "A newsroom"), der(0x30, bytes(200)),
    )  # fmt: skip
    return der(0x30, signed, der(0x30), der(3, b"\0"))


def time_token() -> bytes:
    info = der(
        0x30,
        *(der(2, b"\x01"), der(6, b"\x2a"), der(0x30, bytes(40)), der(2, b"\x07")),
        der(0x18, b"20250206182814Z"),
    )
    kind = bytes.fromhex("060b2a864886f70d0109100104")
    return der(0x30, bytes(20), der(0x30, kind, der(0xA0, der(4, info))))


def signature(**unprotected: object) -> bytes:
    inner = cbor2.dumps({1: -37, 33: [certificate(), b"x"]})
    return cbor2.dumps(cbor2.CBORTag(18, [inner, unprotected, None, bytes(64)]))


# --- a picture that is really signed ---------------------------------------------------------------

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


def signed_png() -> bytes:
    """One grey pixel, signed with a certificate made for this."""
    library = pytest.importorskip("c2pa", reason="c2pa-python is not installed")
    key, chain = credentials()
    wanted = {
        "claim_generator_info": [{"name": "test", "version": "1"}],
        "format": "image/png",
        "assertions": [{"label": "c2pa.actions.v2", "data": actions()}],
    }
    settings = {**c2pa_library.SETTINGS, "verify": {"verify_after_sign": False}}
    signer = library.Signer.from_info(library.C2paSignerInfo(b"es256", chain, key, None))
    out = io.BytesIO()
    with library.Settings.from_dict(settings) as given, library.Context(given) as context:
        library.Builder(wanted, context=context).sign(signer, "image/png", io.BytesIO(PNG), out)
    return out.getvalue()


@cache
def credentials() -> tuple[bytes, bytes]:
    """A private key, and a certificate with that of who issued it, which nobody trusts."""
    x509 = pytest.importorskip("cryptography.x509")
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def called(common: str, organization: str) -> Any:
        named = {x509.NameOID.ORGANIZATION_NAME: organization, x509.NameOID.COMMON_NAME: common}
        return x509.Name([x509.NameAttribute(*pair) for pair in named.items()])

    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root, signer = called("Root", "An authority"), called("Léa", "A newsroom")
    now = datetime.now(UTC)
    made = []
    for subject, public in ((signer, key.public_key()), (root, root_key.public_key())):
        is_root = subject is root
        usage = dict.fromkeys(
            (
                "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
                "encipher_only", "decipher_only",
            ),
            False,
        )  # fmt: skip
        usage |= {"digital_signature": not is_root, "key_cert_sign": is_root, "crl_sign": is_root}
        builder = (
            x509.CertificateBuilder(root, subject, public, x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=9))
            .add_extension(x509.BasicConstraints(is_root, None), critical=True)
            .add_extension(x509.KeyUsage(**usage), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(root_key.public_key()), critical=False
            )
        )
        if not is_root:
            purpose = x509.ExtendedKeyUsage([x509.ExtendedKeyUsageOID.EMAIL_PROTECTION])
            builder = builder.add_extension(purpose, critical=False)
        made.append(builder.sign(root_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private, b"".join(made)
