"""verify.html, opened from a disk: it says of every file what `babyinmind verify` says, and nothing leaves the browser."""

from __future__ import annotations

import base64
import io
import json
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import expect
from pypdf import PdfWriter
from pypdf.generic import ByteStringObject

from babyinmind.records.certificate import new_pdf_key
from babyinmind.records.page import render_log, render_old_record
from babyinmind.records.record import signed
from babyinmind.records.signing import SigningKey
from babyinmind.records.verifying import NOBODYS, known_by, verified
from support.axe import violations
from support.forgeries import apart, forgeries, sealed, together
from support.records import GOLDEN, example, signed_file

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

KEY = SigningKey(Ed25519PrivateKey.from_private_bytes(bytes(32)))
OWN, FORGER = new_pdf_key("Example Agency", "Autumn 2025"), new_pdf_key("Example Agency", "Autumn 2025")
TRUE = signed_file(example(), KEY, OWN)
FINGERPRINT, ANOTHER = OWN.certificate.fingerprint, FORGER.certificate.fingerprint
OLD = (GOLDEN / "old-form.pdf").read_bytes()
OLD_KEY = GOLDEN / "old-form.public-key.json"


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    opened = chromium.new_context(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


@pytest.fixture
def page(context: BrowserContext, project: Path) -> Iterator[Page]:
    """The page from the disk. Whatever asks for more than the file itself fails the test, as does an error of its script."""
    opened = context.new_page()
    asked: list[str] = []
    faults: list[str] = []
    opened.on("request", lambda request: asked.append(request.url))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    address = (project / "src/babyinmind/records/verify.html").as_uri()
    opened.goto(address)
    yield opened
    assert (asked, faults) == ([address], [])


def file(data: bytes, name: str = "record.pdf") -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": data}


def say_of(page: Page, data: bytes, name: str = "record.pdf") -> str:
    """Give the page a file; the word that it says of it. Names have to differ from file to file."""
    page.set_input_files("#record", file(data, name))
    expect(page.locator("#verdict dd").get_by_text(name, exact=True)).to_be_visible(timeout=30_000)
    return page.inner_text("#verdict .word")


def words(page: Page) -> str:
    return page.inner_text("#verdict")


def old_with(content: Any) -> bytes:
    """A file of the old form, written anew by another program, with these data attached."""
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    record = example()
    writer = PdfWriter(clone_from=io.BytesIO(render_old_record(record, signed(record, KEY), KEY.public)))
    (attached,) = writer.attachment_list
    attached.content = ByteStringObject(data)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


# The same verdicts


def test_the_page_and_the_command_say_the_same_of_every_forgery(page: Page) -> None:
    known, found = known_by(FINGERPRINT), forgeries(TRUE, OWN, FORGER)
    page.fill("#fingerprint", FINGERPRINT)
    said = {name: say_of(page, data, f"{place}.pdf") for place, (name, (data, _)) in enumerate(found.items())}
    assert said == {name: verdict for name, (_, verdict) in found.items()}
    assert said == {name: verified(data, known).verdict.value for name, (data, _) in found.items()}
    assert len(said) > 100


ENVELOPE = signed(example(), KEY)
OLD_ONES: dict[str, Callable[[], bytes]] = {
    "as it was made": lambda: OLD,
    "written by another program": lambda: old_with(ENVELOPE),
    "a name in Greek": lambda: old_with(signed(example(learner="Ελένη 𝔄 Παπαδοπούλου"), KEY)),
    "other minutes": lambda: old_with(ENVELOPE | {"record": example(minutes=361)}),
    "another badge": lambda: old_with(ENVELOPE | {"badge": signed(example(learner="Eve"), KEY)["badge"]}),
    "another's key": lambda: old_with(ENVELOPE | {"key": "A" * 43}),
    "an extra member": lambda: old_with(ENVELOPE | {"more": 1}),
    "no signature": lambda: old_with({"record": example()}),
    "nothing": lambda: old_with(b""),
    "no JSON": lambda: old_with(b"{"),
    "nested": lambda: old_with(b"[" * 5000),
    "a name twice": lambda: old_with(json.dumps(ENVELOPE).replace('"learner"', '"learner": "Eve", "learner"', 1).encode()),
    "half of it": lambda: OLD[: len(OLD) // 2],
    "without its end": lambda: OLD[:-200],
    "under a forger's signature": lambda: _signed_by_a_forger(OLD),
    "a self-study log": lambda: render_log(example(sponsor="", instructors=[], cohort="", number="")),
    "passed off as old": lambda: together(apart(TRUE)).replace(rb"babyinmind\055record\056json", rb"record\056json".ljust(28)),
}  # fmt: skip


def _signed_by_a_forger(data: bytes) -> bytes:
    from babyinmind.records.pades import signed_pdf

    return signed_pdf(data, FORGER)


@pytest.mark.parametrize("name", OLD_ONES)
def test_the_page_and_the_command_say_the_same_of_old_records(page: Page, name: str) -> None:
    data = OLD_ONES[name]()
    assert say_of(page, data) == verified(data, NOBODYS).verdict.value


def test_records_that_were_made_once_stay_what_they_are(page: Page) -> None:
    page.set_input_files("#key-file", GOLDEN / "new-form.certificate.pem")
    assert say_of(page, (GOLDEN / "new-form.pdf").read_bytes(), "new.pdf") == "TRUE"
    page.set_input_files("#key-file", OLD_KEY)
    assert say_of(page, OLD, "old.pdf") == "OLD FORM"
    assert "trust these words, not the page" in words(page) and "The key is the one that you gave." in words(page)
    assert "What the sponsor signed" in words(page)
    page.fill("#fingerprint", "0" * 40)
    expect(page.locator("#verdict .banner")).to_contain_text("NOT the one that you gave")
    assert "What the file says (not confirmed)" in words(page)
    expect(page.get_by_role("status")).not_to_contain_text("Ada Lovelace")


def test_a_changed_bit_of_the_signature_itself_is_found(page: Page) -> None:
    """No signature covers the signature: its certificate's issuer, its algorithms and its lengths may be written in one way alone."""
    page.fill("#fingerprint", FINGERPRINT)
    start = TRUE.index(b"/Contents <3082") + len(b"/Contents <")
    digits = TRUE[start : TRUE.index(b">", start)]
    size = len(bytes.fromhex(digits.decode()).rstrip(b"\0"))
    for place in range(3, size, 23):
        turned = bytearray.fromhex(digits.decode())
        turned[place] ^= 1
        data = TRUE[:start] + turned.hex().upper().encode() + TRUE[start + len(digits) :]
        assert say_of(page, data, f"{place}.pdf") == "ALTERED", place


# Whose key


def test_it_says_whose_key_and_where_it_is_from(page: Page) -> None:
    assert say_of(page, TRUE) == "UNKNOWN KEY"
    assert "No key was given" in words(page) and FINGERPRINT in words(page)
    assert "What the file says (not confirmed)" in words(page)
    page.fill("#fingerprint", ANOTHER.upper().replace(" ", ":"))
    expect(page.locator("#verdict .banner")).to_contain_text("NOT the one that you gave")
    page.set_input_files("#key-file", file(OWN.certificate.pem, "certificate.pem"))
    expect(page.locator("#verdict .word")).to_have_text("TRUE")
    expect(page.locator("#fingerprint")).to_have_value(FINGERPRINT)
    assert "The file certificate.pem" in words(page)
    for told in ("Ada Lovelace", "360 (6 hours)", "Example Agency", "Bo Example, Cy Example", "Autumn 2025", FINGERPRINT,
                 "September 1, 2025 to November 2, 2025", "K7QM-2X9D-1", "Attachment theory", "It is not Endorsement®"):  # fmt: skip
        assert told in words(page), told
    page.set_input_files("#key-file", OLD_KEY)
    expect(page.locator("#verdict .banner")).to_contain_text("needs the certificate’s fingerprint")


def test_what_is_no_key_is_refused_in_words(page: Page) -> None:
    assert say_of(page, TRUE) == "UNKNOWN KEY"
    page.fill("#fingerprint", FINGERPRINT[:-1])
    page.press("#fingerprint", "Tab")
    expect(page.locator("#fingerprint-fault")).to_contain_text("This one has 63.")
    page.fill("#fingerprint", "ask Bo")
    page.press("#fingerprint", "Tab")
    expect(page.locator("#fingerprint-fault")).to_contain_text("only the digits 0 to 9")
    broken = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    for place, data in enumerate((TRUE, broken, b"{}", b"", OWN.certificate.pem + FORGER.certificate.pem)):
        page.set_input_files("#key-file", file(data, f"key-{place}.pem"))
        expect(page.locator("#key-fault")).to_contain_text("not the key of a sponsor")
        expect(page.locator("#verdict .word")).to_have_text("UNKNOWN KEY")
    page.fill("#fingerprint", FINGERPRINT)
    expect(page.locator("#verdict .word")).to_have_text("TRUE")
    assert page.inner_text("#fingerprint-fault") == page.inner_text("#key-fault") == ""


def test_a_browser_that_cannot_check_the_old_form_says_so(context: BrowserContext, project: Path) -> None:
    context.add_init_script(
        """const own = crypto.subtle.importKey.bind(crypto.subtle);
        crypto.subtle.importKey = (form, key, algorithm, ...rest) => algorithm === "Ed25519"
          ? Promise.reject(new DOMException("", "NotSupportedError")) : own(form, key, algorithm, ...rest);"""
    )
    page = context.new_page()
    page.goto((project / "src/babyinmind/records/verify.html").as_uri())
    assert say_of(page, OLD, "old.pdf") == "NOT CHECKED"
    assert "this browser cannot check that form" in words(page) and "Ada Lovelace" not in words(page)
    assert say_of(page, TRUE, "new.pdf") == "UNKNOWN KEY"


# Nothing leaves, and nothing gets in


def test_its_policy_lets_nothing_out(context: BrowserContext, project: Path) -> None:
    """The page itself never asks (see `page`); this tries, from within it, and a server counts."""
    reached: list[str] = []

    class Counting(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            reached.append(self.path)
            self.send_error(404)

        def do_POST(self) -> None:
            self.do_GET()

    with ThreadingHTTPServer(("127.0.0.1", 0), Counting) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        page = context.new_page()
        page.goto((project / "src/babyinmind/records/verify.html").as_uri())
        refused = page.evaluate(
            """async (address) => {
              const refused = [];
              document.addEventListener("securitypolicyviolation", (event) => refused.push(event.effectiveDirective));
              await fetch(`${address}/fetch`, { mode: "no-cors" }).catch(() => {});
              navigator.sendBeacon(`${address}/beacon`, "x");
              new Image().src = `${address}/image`;
              try { new WebSocket(address.replace("http", "ws")); } catch {}
              const add = (tag, name, value) => {
                const made = Object.assign(document.createElement(tag), { rel: "stylesheet" });
                try { made.setAttribute(name, value); document.body.append(made); } catch {}
              };
              add("link", "href", `${address}/style`);
              add("iframe", "src", `${address}/frame`);
              const form = Object.assign(document.createElement("form"), { action: `${address}/form`, method: "post" });
              document.body.append(form);
              form.submit();
              await new Promise((done) => setTimeout(done, 500));
              return refused;
            }""",
            f"http://127.0.0.1:{server.server_port}",
        )
        server.shutdown()
    assert reached == []
    assert {"connect-src", "img-src", "style-src-elem", "frame-src", "form-action"} <= set(refused)


def test_what_a_file_says_stays_text_and_is_bounded(page: Page) -> None:
    record = example(
        learner="<img src=x onerror=alert(1)>\u202eevE\x1b[2K\u2066", cohort="C" * 5000, sponsor="S\r\nTRUE"
    )
    record["modules"] = [record["modules"][0] | {"title": "T" * 3000 + "\u2028"}] * 500
    record["minutes"] = 500 * record["modules"][0]["minutes"]
    pieces = apart(TRUE)
    number = next(number for number, body in pieces.objects.items() if b'{"badge"' in body)
    told = json.dumps({"badge": "", "record": record}).encode()
    assert say_of(page, sealed(together(pieces.with_stream(number, told)), FORGER)) == "UNKNOWN KEY"
    shown = words(page)
    assert "<img src=x onerror=alert(1)>evE[2K" in shown and "S TRUE" in shown and "and 400 more" in shown
    assert not set(shown) & set("\u202e\u2066\u2028\x1b\r") and len(shown) < 60_000
    assert page.locator("#verdict img").count() == 0


HEAD = b"%PDF-1.7\n%\xe2\xe3\n"
MARK = b"babyinmind-record "
END = b"trailer <</Root 1 0 R>>"
ROOT = b"1 0 obj <</Names <</EmbeddedFiles 2 0 R>>>> endobj "


def _much(words: bytes) -> bytes:
    return words * (9_900_000 // len(words))


def _packed(data: bytes, about: bytes) -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s /Filter /FlateDecode /Length %d>> stream\n" % (about, len(packed)) + packed + b"\nendstream endobj "


HOSTILE: dict[str, Callable[[], bytes]] = {
    "deep lists": lambda: HEAD + MARK + b"1 0 obj " + _much(b"["),
    "strings without an end": lambda: HEAD + MARK + _much(b"1 0 obj ("),
    "digits without an end": lambda: HEAD + MARK + _much(b"1 0 obj <"),
    "streams without an end": lambda: HEAD + MARK + _much(b"1 0 obj<<>>stream\n"),
    "trailers without an end": lambda: HEAD + MARK + _much(b"trailer ("),
    "names": lambda: HEAD + b"1 0 obj [" + _much(b"/A"),
    "zeros": lambda: b"\0" * 10_000_000,
    "a tree that is its own branch": lambda: HEAD + ROOT + b"2 0 obj <</Kids [2 0 R 2 0 R]>> endobj " + END,
    "a bomb attached": lambda: (
        HEAD + ROOT + b"2 0 obj <</Names [(record.json) <</EF <</F 3 0 R>>>>]>> endobj 3 0 obj " + _packed(b"\0" * 300_000_000, b"") + END
    ),
    "bombs of objects": lambda: (
        HEAD + MARK + b"".join(b"%d 0 obj " % number + _packed(b"1 0 " * 500_000, b"/Type /ObjStm /N 250000 /First 1000000") for number in range(2, 500)) + END
    ),
    "too large": lambda: TRUE + b" " * 10_000_000,
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_soon_in_a_verdict(page: Page, name: str) -> None:
    data = HOSTILE[name]()
    begin = time.monotonic()
    assert say_of(page, data) in ("ALTERED", "NO RECORD")
    assert time.monotonic() - begin < 20


# For everybody


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [400, 1280])
def test_it_can_be_read_by_everybody(page: Page, width: int, scheme: Any) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    assert violations(page, "body") == []
    page.fill("#fingerprint", FINGERPRINT)
    for verdict, data in {
        "TRUE": TRUE,
        "ALTERED": TRUE + b"\n\n",
        "UNKNOWN KEY": sealed(TRUE, FORGER),
        "OLD FORM": OLD,
        "NO RECORD": b"hello",
    }.items():
        assert say_of(page, data, f"{verdict}.pdf") == verdict
        expect(page.get_by_role("status")).to_contain_text(f"Result: {verdict}.")
        assert violations(page, "body") == [], verdict
        assert page.evaluate("document.documentElement.scrollWidth") <= width, verdict
        page.screenshot()


def test_it_works_by_keyboard_alone(page: Page) -> None:
    reached = []
    for _ in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.id || document.activeElement.tagName"))
    assert reached[:4] == ["record", "fingerprint", "key-file", "SUMMARY"]
    page.get_by_label("Record (a PDF file)").set_input_files(file(TRUE))
    page.get_by_label("Fingerprint", exact=True).focus()
    page.keyboard.insert_text(FINGERPRINT)
    expect(page.get_by_role("status")).to_contain_text("Result: TRUE. This record is exactly what the sponsor signed.")


def test_record_and_key_can_be_dropped_together(page: Page) -> None:
    page.evaluate(
        """([record, key]) => {
          const drop = new DataTransfer();
          drop.items.add(new File([Uint8Array.from(atob(record), (letter) => letter.charCodeAt(0))], "record.pdf"));
          drop.items.add(new File([key], "certificate.pem"));
          document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: drop, bubbles: true, cancelable: true }));
        }""",
        [base64.b64encode(TRUE).decode(), OWN.certificate.pem.decode()],
    )
    expect(page.locator("#verdict .word")).to_have_text("TRUE")


def test_the_result_can_be_printed(page: Page) -> None:
    page.fill("#fingerprint", FINGERPRINT)
    assert say_of(page, TRUE) == "TRUE"
    page.emulate_media(media="print", color_scheme="dark")
    expect(page.locator("#verdict .word")).to_be_visible()
    for hidden in ("#record", "#fingerprint", "button", "details"):
        expect(page.locator(hidden)).to_be_hidden()
    assert page.evaluate("getComputedStyle(document.querySelector('.facts dd')).color") == "rgb(20, 32, 43)"
