"""A finished PDF signed as readers of PDFs understand it: PAdES, by pyHanko. Loaded on the instructor's side alone."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor

from asn1crypto import keys, x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.pdf_utils.writer import copy_into_new_writer
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.functions import sign_pdf
from pyhanko.sign.signers.pdf_cms import SimpleSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata
from pyhanko_certvalidator.registry import SimpleCertificateStore

from babyinmind.records.certificate import PdfKey

FIELD = "Signature"
_RESERVED = 8192
"""Hexadecimal digits that the file keeps free for the signature; one with its certificate takes some 2,000."""


def signed_pdf(data: bytes, key: PdfKey) -> bytes:
    """The same pages written as docs/records.md says, with one signature over the whole file that allows no change."""
    writer = copy_into_new_writer(PdfFileReader(io.BytesIO(data)), writer_kwargs={"stream_xrefs": False})
    writer.root.pop("/OpenAction", None)  # fpdf2's, which only says how wide the page is shown
    signer = SimpleSigner(
        signing_cert=x509.Certificate.load(key.certificate.der),
        signing_key=keys.PrivateKeyInfo.load(key.private_der),
        cert_registry=SimpleCertificateStore(),
    )
    how = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
    )
    # pyHanko runs a loop of its own, which a thread that has one already, such as formgrader's, refuses.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(sign_pdf, writer, how, signer, bytes_reserved=_RESERVED).result().getvalue()
