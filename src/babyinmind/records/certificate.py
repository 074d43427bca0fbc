"""A cohort's certificate: what readers of PDFs know its records by, and the P-256 key that it belongs to."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID

from babyinmind.files import write_atomically
from babyinmind.locks import locked
from babyinmind.records.signing import FOLDER, LOCK_SECONDS, KeyFaulty, publish, refuse_others
from babyinmind.records.words import cleaned

PDF_KEY_FILE = "pdf-signing-key.pem"
"""The private key, and the certificate that was made with it: a second certificate would have another fingerprint."""
CERTIFICATE_FILE = "certificate.pem"
"""The certificate alone, to be published."""
_YEARS = 100
_LONGEST = 64  # bytes of a name in a certificate
_SIZE = 100_000  # bytes of a certificate that is read
_BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What is published of a cohort's key for PDFs; `der` are the certificate's bytes."""

    der: bytes

    @property
    def fingerprint(self) -> str:
        """To compare by eye: the SHA-256 of the certificate, which readers of PDFs show too, in groups of four."""
        digits = hashlib.sha256(self.der).hexdigest()
        return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))

    @property
    def pem(self) -> bytes:
        return x509.load_der_x509_certificate(self.der).public_bytes(Encoding.PEM)


@dataclass(frozen=True, slots=True)
class PdfKey:
    """What a cohort signs the PDFs of its records with. It never leaves the instructor's side."""

    private: EllipticCurvePrivateKey
    certificate: Certificate

    @property
    def private_der(self) -> bytes:
        return self.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def pdf_key(course: Path, sponsor: str, cohort: str) -> PdfKey:
    """The key for the PDFs of the cohort whose course folder this is, made where there is none. Raises `KeyFaulty`.

    Its certificate names the sponsor and the cohort as they were when it was made, and stays.
    """
    folder = course / FOLDER
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with locked(folder / ".lock", LOCK_SECONDS):
            if not (folder / PDF_KEY_FILE).exists():
                write_atomically(folder / PDF_KEY_FILE, _both(new_pdf_key(sponsor, cohort)))
            key = _load(folder / PDF_KEY_FILE)
            publish(key.certificate.pem, folder / CERTIFICATE_FILE)
    except OSError as error:
        raise KeyFaulty(f"{folder} cannot be used for the signing key: {error.strerror or error}.") from error
    return key


def new_pdf_key(sponsor: str, cohort: str) -> PdfKey:
    """A new key with its certificate, which is signed with the key itself and is good for a hundred years."""
    private = generate_private_key(SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, _name(sponsor) or "Sponsor"),
            x509.NameAttribute(NameOID.COMMON_NAME, _name(f"{sponsor}: {cohort}")),
        ]
    )
    # A day back, because the clocks of those who read it differ.
    begin = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=365 * _YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)  # to sign, and to be held to it
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(private.public_key()), critical=False)
        .sign(private, SHA256())
    )
    return PdfKey(private, Certificate(made.public_bytes(Encoding.DER)))


def published_certificate(path: Path) -> Certificate:
    """A certificate as a cohort publishes it. Raises `KeyFaulty`."""
    try:
        with path.open("rb") as file:
            return _certificate(file.read(_SIZE))
    except (OSError, ValueError) as error:
        raise KeyFaulty(f"{path} is not the certificate of a cohort, {FOLDER}/{CERTIFICATE_FILE}: {error}.") from error


def _certificate(pem: bytes) -> Certificate:
    found = _BLOCK.findall(pem)
    if len(found) != 1:
        raise ValueError("one certificate was expected")
    return Certificate(x509.load_pem_x509_certificate(found[0]).public_bytes(Encoding.DER))


def _both(key: PdfKey) -> bytes:
    return key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + key.certificate.pem


def _load(path: Path) -> PdfKey:
    refuse_others(path)
    try:
        pem = path.read_bytes()
        key, certificate = load_pem_private_key(pem, password=None), _certificate(pem)
        own = x509.load_der_x509_certificate(certificate.der).public_key()
    except (ValueError, TypeError) as error:
        raise KeyFaulty(f"{path} is damaged ({error}). Put it back from a copy, or move it away.") from error
    if not isinstance(key, EllipticCurvePrivateKey) or not isinstance(key.curve, SECP256R1) or key.public_key() != own:
        raise KeyFaulty(
            f"{path} is not a P-256 key with its certificate. Put the cohort's own back, or move this one away."
        )
    return PdfKey(key, certificate)


def _name(text: str) -> str:
    longest = _LONGEST
    while len(cleaned(text, longest).encode("utf-8")) > _LONGEST:
        longest -= 1
    return cleaned(text, longest)
