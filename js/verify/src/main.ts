// The page: takes a file and a fingerprint, and shows the verdict. Texts of files go into the page as texts alone.

import { fingerprintOfFile, KeyFaulty, typedFingerprint } from "./keys";
import { shown, summary, type Key } from "./shown";
import { LARGEST, verdict } from "./verify";

const record = element("record", HTMLInputElement);
const fingerprint = element("fingerprint", HTMLTextAreaElement);
const keyFile = element("key-file", HTMLInputElement);
const status = element("summary", HTMLElement);
const place = element("verdict", HTMLElement);

let file: File | null = null;
/** The name of the key file that the fingerprint in the field came from; "" where somebody typed it. */
let keyName = "";
/** Of the check that counts: a later one overtakes those before it. */
let latest = 0;

function element<T extends HTMLElement>(id: string, kind: new () => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`#${id} is missing`);
  return found;
}

function complain(about: HTMLElement, words: string): void {
  element(`${about.id.replace("-file", "")}-fault`, HTMLElement).textContent = words;
  about.setAttribute("aria-invalid", String(words !== ""));
}

/** The key to compare with: none as long as what was typed is no whole fingerprint. `isDone` says what is wrong with it. */
function key(isDone: boolean): Key {
  try {
    const digits = typedFingerprint(fingerprint.value);
    complain(fingerprint, "");
    return { digits, from: keyName };
  } catch (error) {
    if (isDone) complain(fingerprint, error instanceof KeyFaulty ? error.message : "This fingerprint cannot be read.");
    return { digits: "", from: "" };
  }
}

async function check(isTyping = false): Promise<void> {
  latest += 1;
  const own = latest;
  const known = key(!isTyping);
  const checked = file;
  if (!checked) return;
  status.textContent = `Checking ${checked.name} …`;
  document.body.classList.remove("has-verdict");
  place.hidden = true;
  try {
    // A file that is too large is not read: its size is verdict enough.
    const bytes = checked.size > LARGEST ? new Uint8Array(LARGEST + 1) : new Uint8Array(await checked.arrayBuffer());
    const found = await verdict(bytes, known.digits);
    if (own !== latest) return;
    place.replaceChildren(...shown(found, known, checked.name, new Date()));
    place.hidden = false;
    document.body.classList.add("has-verdict");
    status.textContent = summary(found, known);
  } catch {
    if (own === latest) status.textContent = "The file cannot be opened. Choose it again: it may have been moved or renamed.";
  }
}

async function takeKey(given: File): Promise<void> {
  try {
    const digits = await fingerprintOfFile(new Uint8Array(await given.slice(0, 100_000).arrayBuffer()));
    complain(keyFile, "");
    fingerprint.value = digits.replace(/(.{4})(?=.)/g, "$1 ");
    keyName = given.name;
  } catch (error) {
    complain(keyFile, error instanceof KeyFaulty ? error.message : "This file cannot be opened. Choose it again.");
  }
  await check();
}

/** Files that were dropped: keys are told by their names' ends. */
async function takeAll(files: File[]): Promise<void> {
  const isKey = (each: File) => /\.(pem|crt|cer|json)$/i.test(each.name);
  file = files.find((each) => !isKey(each)) ?? file;
  const given = files.find(isKey);
  await (given ? takeKey(given) : check());
}

function listen(): void {
  record.addEventListener("change", () => {
    file = record.files?.[0] ?? null;
    void check().then(() => place.hidden || place.scrollIntoView({ block: "nearest" }));
  });
  fingerprint.addEventListener("input", () => {
    keyName = "";
    keyFile.value = "";
    complain(keyFile, "");
    void check(true);
  });
  fingerprint.addEventListener("change", () => void check());
  keyFile.addEventListener("change", () => {
    const given = keyFile.files?.[0];
    if (given) void takeKey(given);
  });
  const over = (is: boolean) => (event: DragEvent) => {
    event.preventDefault();
    document.body.classList.toggle("over", is);
  };
  document.addEventListener("dragover", over(true));
  document.addEventListener("dragleave", over(false));
  document.addEventListener("drop", (event) => {
    over(false)(event);
    record.value = "";
    void takeAll([...(event.dataTransfer?.files ?? [])]);
  });
}

if (globalThis.crypto?.subtle && "DecompressionStream" in globalThis) {
  listen();
  // A browser may keep what was chosen before the page was loaded again.
  file = record.files?.[0] ?? null;
  void check();
} else {
  status.textContent = "This browser cannot check records: it is too old, or this page was opened from an address without https. Save the page and open it from your disk.";
}
