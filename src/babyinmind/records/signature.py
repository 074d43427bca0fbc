"""Whether a file's bytes are as they were signed, and with which certificate: checked by pyHanko, which fetches nothing here."""

from __future__ import annotations

import hashlib

from asn1crypto import algos, cms, core, tsp
from asn1crypto.x509 import Certificate as Asn1Certificate
from pyhanko.sign.validation.generic_cms import get_signing_cert_attr, validate_sig_integrity

from babyinmind.records.certificate import Certificate
from babyinmind.records.profile import Gap


class NotSigned(Exception):
    """The signature does not fit the file, or is of another kind than those of records; the text says which."""


def certificate_of(data: bytes, gap: Gap) -> Certificate:
    """The certificate whose key signed all of the file but the gap. Raises `NotSigned`."""
    try:
        signed = _signed_data(gap.signature)
        (signer,), (choice,) = signed["signer_infos"], signed["certificates"]
        certificate = choice.chosen
        _refuse_another_kind(signer, certificate)
        _refuse_another_form(gap.signature, signer, certificate)
        digest = hashlib.sha256(data[: gap.start] + data[gap.end :]).digest()
        same, valid = validate_sig_integrity(signer, certificate, "data", digest)
    except NotSigned:
        raise
    except (ValueError, LookupError, TypeError, AttributeError, OSError, RecursionError) as error:
        raise NotSigned("the signature cannot be read") from error
    if not same:
        raise NotSigned("its bytes are not those that were signed")
    if not valid:
        raise NotSigned("the signature was not made with the key of its certificate")
    return Certificate(certificate.dump())


def _signed_data(contents: bytes) -> cms.SignedData:
    info = cms.ContentInfo.load(contents)
    if (
        info["content_type"].native != "signed_data"
        or info["content"]["encap_content_info"]["content_type"].native != "data"
    ):
        raise NotSigned("the signature is of another kind")
    return info["content"]


def _refuse_another_form(contents: bytes, signer: cms.SignerInfo, certificate: Asn1Certificate) -> None:
    """No signature covers what it stands in, so that is compared with the one way to write it. Raises `NotSigned`."""
    sha256 = {"algorithm": "sha256", "parameters": core.Null()}
    name = cms.IssuerAndSerialNumber({"issuer": certificate.issuer, "serial_number": certificate.serial_number})
    again = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier("issuer_and_serial_number", name),
            "digest_algorithm": sha256,
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": {"algorithm": "sha256_ecdsa"},
            "signature": algos.DSASignature.load(signer["signature"].native, strict=True).copy().dump(force=True),
        }
    )
    data = cms.SignedData(
        {
            "version": "v1",
            "digest_algorithms": [sha256],
            "encap_content_info": {"content_type": "data"},
            "certificates": [certificate],
            "signer_infos": [again],
        }
    )
    encoded = cms.ContentInfo({"content_type": "signed_data", "content": data}).dump(force=True)
    if not contents.startswith(encoded) or contents[len(encoded) :].strip(b"\0"):
        raise NotSigned("the signature is written in another way than those of records")


def _refuse_another_kind(signer: cms.SignerInfo, certificate: Asn1Certificate) -> None:
    key = certificate.public_key
    as_ours = (
        signer["digest_algorithm"]["algorithm"].native == "sha256"
        and signer["signature_algorithm"]["algorithm"].native == "sha256_ecdsa"
        and key.algorithm == "ec"
        and key.curve == ("named", "secp256r1")
        and isinstance(signer["unsigned_attrs"], core.Void)
        and isinstance(get_signing_cert_attr(signer["signed_attrs"]), tsp.SigningCertificateV2)
    )
    if not as_ours:
        raise NotSigned("the signature is of another kind")
