"""A cohort's Ed25519 key: it signs the data of records as canonical JSON, and their Open Badges. PDFs have their own key."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt import PyJWTError
from jwt.algorithms import OKPAlgorithm

from babyinmind.errors import BabyInMindError
from babyinmind.files import write_atomically
from babyinmind.locks import locked

FOLDER = "record-key"
"""In the instructor's course folder; nbgrader hands nothing out from there."""
PRIVATE_FILE = "signing-key.pem"
PUBLIC_FILE = "public-key.json"
LOCK_SECONDS = 30.0
"""How long one program waits for another that makes a key."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_ED25519 = b"\xed\x01"
"""The multicodec prefix of an Ed25519 public key."""
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


class KeyFaulty(BabyInMindError):
    """The key cannot be used; the text names the file and the mend."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What signatures are checked with: the 32 bytes of an Ed25519 public key."""

    raw: bytes

    @property
    def fingerprint(self) -> str:
        """To compare by eye: 160 bits of the key's SHA-256, in groups of four."""
        digits = hashlib.sha256(self.raw).hexdigest()[:40]
        return " ".join(digits[place : place + 4] for place in range(0, 40, 4))

    @property
    def did(self) -> str:
        """The key as a `did:key`, which names the issuer of an Open Badge (multibase base58btc of the multicodec key)."""
        number = int.from_bytes(_ED25519 + self.raw, "big")
        digits = ""
        while number:
            number, rest = divmod(number, 58)
            digits = _BASE58[rest] + digits
        return f"did:key:z{digits}"

    @property
    def public(self) -> Ed25519PublicKey:
        """As `cryptography` has it. Raises `ValueError` for bytes that are no key."""
        return Ed25519PublicKey.from_public_bytes(self.raw)

    @property
    def jwk(self) -> dict[str, str]:
        """The key as a JSON Web Key (RFC 8037)."""
        return OKPAlgorithm.to_jwk(self.public, as_dict=True)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        try:
            self.public.verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A cohort's own key. It never leaves the instructor's side."""

    private: Ed25519PrivateKey

    @property
    def public(self) -> PublicKey:
        return PublicKey(self.private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw))

    def sign(self, message: bytes) -> bytes:
        return self.private.sign(message)


def signing_key(course: Path) -> SigningKey:
    """The key of the cohort whose course folder this is, made where there is none yet. Raises `KeyFaulty`.

    The private key is readable by its owner alone; the public one lies beside it, to be published.
    """
    folder = course / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with locked(folder / ".lock", LOCK_SECONDS):
            if not (folder / PRIVATE_FILE).exists():
                _make(folder)
            key = _load(folder / PRIVATE_FILE)
            publish(_described(key.public), folder / PUBLIC_FILE)
    except OSError as error:
        raise KeyFaulty(f"{folder} cannot be used for the signing key: {error.strerror or error}.") from error
    return key


def published_key(path: Path) -> PublicKey:
    """A public key as a cohort publishes it. Raises `KeyFaulty`."""
    try:
        key = OKPAlgorithm.from_jwk(path.read_text(encoding="utf-8"))
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("it is not the public part of an Ed25519 key")
        return PublicKey(key.public_bytes(Encoding.Raw, PublicFormat.Raw))
    except (OSError, ValueError, LookupError, TypeError, AttributeError, PyJWTError) as error:
        raise KeyFaulty(f"{path} is not the public key of a cohort, {FOLDER}/{PUBLIC_FILE}: {error}.") from error


def public_key(text: Any) -> PublicKey:
    """A public key from its base64url text. Raises `ValueError`."""
    raw = as_bytes(text)
    if len(raw) != 32:
        raise ValueError("an Ed25519 key has 32 bytes")
    return PublicKey(raw)


def canonical(data: Any) -> bytes:
    """The one way to write this down (RFC 8785, for data without fractions): what is signed. Raises `ValueError`."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode("utf-8")


def as_text(data: bytes) -> str:
    """base64url without padding, as JOSE has it."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def as_bytes(text: Any) -> bytes:
    """The reverse. Raises `ValueError` for anything that `as_text` would not write."""
    if not isinstance(text, str):
        raise ValueError("a text was expected")
    raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    if as_text(raw) != text:
        raise ValueError("it is not base64url")
    return raw


def _make(folder: Path) -> None:
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_atomically(folder / PRIVATE_FILE, pem)


def refuse_others(path: Path) -> None:
    """Refuse a private key that others can read. Raises `KeyFaulty`, `OSError`."""
    if os.name == "posix" and path.stat().st_mode & _OTHERS:
        raise KeyFaulty(
            f"{path} could be read by others, so its signatures would prove nothing. If nobody did, `chmod 600 {path}`;"
            " if somebody may have, move it away: a new key is made, and records are signed anew with it."
        )


def publish(data: bytes, path: Path) -> None:
    """Write what others may know of a key, unless it lies there already. Raises `OSError`."""
    if not path.exists() or path.read_bytes() != data:
        write_atomically(path, data, mode=0o644)


def _load(path: Path) -> SigningKey:
    refuse_others(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (ValueError, TypeError) as error:
        raise KeyFaulty(f"{path} is damaged ({error}). Put it back from a copy, or move it away.") from error
    if not isinstance(key, Ed25519PrivateKey):
        raise KeyFaulty(f"{path} is not an Ed25519 key. Put the cohort's own key back, or move this one away.")
    return SigningKey(key)


def _described(key: PublicKey) -> bytes:
    described = {**key.jwk, "use": "sig", "alg": "EdDSA", "did": key.did, "fingerprint": key.fingerprint}
    return f"{json.dumps(described, indent=1)}\n".encode()
