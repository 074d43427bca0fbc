// The verdict as elements of the page. Every text of a file is cleaned and bounded, and set as text.

import type { LearningRecord } from "./record";
import { clean, inGroups } from "./text";
import type { Verdict, Word } from "./verify";

/** The sponsor's key as somebody gave it: its digits ("" for none), and the name of the file it came from ("" if typed). */
export interface Key {
  digits: string;
  from: string;
}

interface Look {
  kind: "good" | "bad" | "warn";
  sign: string;
  words: string;
}

const LOOKS: Record<Word, Look> = {
  TRUE: { kind: "good", sign: "✓", words: "This record is exactly what the sponsor signed. Nothing in it was changed." },
  ALTERED: {
    kind: "bad",
    sign: "✗",
    words: "This file is not a record as it was signed. Do not rely on anything that it shows. Ask the learner or the sponsor for the record as it was issued.",
  },
  "UNKNOWN KEY": {
    kind: "warn",
    sign: "?",
    words: "This file has not changed since it was signed. Who signed it is not known yet, so do not rely on it yet.",
  },
  "OLD FORM": {
    kind: "warn",
    sign: "!",
    words: "Old form: trust these words, not the page. The data below are as they were signed; the pages of the PDF were not signed, and may say something else.",
  },
  "NOT CHECKED": {
    kind: "warn",
    sign: "!",
    words: "This record is in the old form, and this browser cannot check that form. Open this page in a newer Chrome, Edge, Firefox, or Safari, or ask the sponsor for a new record.",
  },
  "NO RECORD": {
    kind: "bad",
    sign: "–",
    words: "This file is not a signed record of this course. A learner’s own self-study log, a printout, and a scan are signed by nobody.",
  },
};

const MOST_MODULES = 100;

/** What a screen reader says at once. Of what nobody has confirmed it names nothing. */
export function summary(found: Verdict, key: Key): string {
  const { record, word } = found;
  const about = record && key.digits === found.fingerprint ? ` ${clean(record.learner)}, ${record.minutes} minutes.` : "";
  return `Result: ${word}. ${LOOKS[word].words}${about}`;
}

/** The verdict and all that belongs to it. */
export function shown(found: Verdict, key: Key, file: string, now: Date): HTMLElement[] {
  return [banner(found, key), ...(found.record ? details(found.record, key.digits === found.fingerprint) : []), ...checked(found, key, file, now)];
}

function banner(found: Verdict, key: Key): HTMLElement {
  const look = LOOKS[found.word];
  const sign = made("span", look.sign, "sign");
  sign.setAttribute("aria-hidden", "true");
  const more = [found.why, comparison(found, key)].filter(Boolean).map((text) => made("p", clean(text, 600)));
  const words = [made("p", found.word, "word"), made("p", look.words), ...more, ...toCompare(found, key)];
  return box("div", [sign, box("div", words)], `banner ${look.kind}`);
}

/** The fingerprint that a person has to compare, where nothing did it for them. */
function toCompare(found: Verdict, key: Key): HTMLElement[] {
  if (!found.fingerprint || key.digits === found.fingerprint) return [];
  return [made("p", "Fingerprint of the key that signed:"), made("p", inGroups(found.fingerprint), "fingerprint")];
}

/** Whose key it is, as far as that can be told from what was given. */
function comparison(found: Verdict, key: Key): string {
  if (!found.fingerprint || found.word === "TRUE" || found.word === "ALTERED") return "";
  if (!key.digits) return "No key was given to compare. Get the sponsor’s fingerprint from the sponsor itself and enter it above.";
  const isSame = key.digits === found.fingerprint;
  if (found.word === "OLD FORM" && isSame) return "The key is the one that you gave.";
  if (key.digits.length !== found.fingerprint.length) {
    return found.word === "OLD FORM"
      ? "The fingerprint that you gave is that of a certificate. A record in the old form needs the old key’s fingerprint, or public-key.json."
      : "The fingerprint that you gave is that of an old key. This record needs the certificate’s fingerprint, or certificate.pem.";
  }
  return "The key is NOT the one that you gave. Somebody else may have signed this and written anything, or the sponsor has another key. Ask the sponsor.";
}

function details(record: LearningRecord, isConfirmed: boolean): HTMLElement[] {
  return [
    made("h3", isConfirmed ? "What the sponsor signed" : "What the file says (not confirmed)"),
    facts([
      ["Name", made("dd", clean(record.learner), "who")],
      ["Minutes", `${record.minutes} (${inHours(record.minutes)})`],
      ["Dates", `${day(record.from)} to ${day(record.to)}`],
      ["Course", record.course],
      ["Delivery", record.delivery],
      ["Sponsor", record.sponsor],
      ["Instructors", record.instructors.slice(0, 30).join(", ")],
      ["Cohort", record.cohort],
      ["Record number", record.number],
      ["Issued", day(record.issued.slice(0, 10))],
    ]),
    made("h3", "Completed modules"),
    modules(record),
    made("h3", "How it was assessed"),
    made("p", clean(record.assessed, 1000)),
    made("h3", "What this is, and what it is not"),
    box("ul", record.not_credit.slice(0, 20).map((each) => made("li", clean(each, 500)))),
  ];
}

function modules(record: LearningRecord): HTMLElement {
  const head = box("tr", ["Module", "Completed", "Minutes"].map((name) => heading(name)));
  const rows = record.modules.slice(0, MOST_MODULES).map((each) =>
    box("tr", [made("td", clean(each.title)), made("td", day(each.completed, "medium")), made("td", String(each.minutes), "number")]),
  );
  const rest = record.modules.length - rows.length;
  if (rest > 0) rows.push(box("tr", [made("td", `and ${rest} more`)]));
  return box("table", [box("thead", [head]), box("tbody", rows)]);
}

function heading(name: string): HTMLElement {
  const cell = made("th", name, name === "Minutes" ? "number" : "");
  cell.setAttribute("scope", "col");
  return cell;
}

/** What was checked, when, and with which key. */
function checked(found: Verdict, key: Key, file: string, now: Date): HTMLElement[] {
  const given = !key.digits ? "No key was given" : key.from ? `The file ${clean(key.from, 100)}` : "The fingerprint that you typed";
  const rows: [string, string | HTMLElement][] = [
    ["File", clean(file, 200)],
    ["Checked", now.toLocaleString("en-US", { dateStyle: "long", timeStyle: "short" })],
  ];
  if (found.fingerprint) rows.push(["Signed with key", made("dd", inGroups(found.fingerprint), "fingerprint")]);
  rows.push(["Compared with", given]);
  if (key.digits && key.digits !== found.fingerprint) rows.push(["Its fingerprint", made("dd", inGroups(key.digits), "fingerprint")]);
  const button = made("button", "Print this result", "print");
  button.setAttribute("type", "button");
  button.addEventListener("click", () => print());
  return [made("h3", "The check"), facts(rows), button];
}

function facts(rows: [string, string | HTMLElement][]): HTMLElement {
  const pairs = rows.flatMap(([name, value]) => [made("dt", name), typeof value === "string" ? made("dd", clean(value, 500)) : value]);
  return box("dl", pairs, "facts");
}

function made(tag: string, text: string, kind = ""): HTMLElement {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = kind;
  // A name in Arabic or Hebrew turns neither what stands before it nor after it.
  element.dir = "auto";
  return element;
}

function box(tag: string, inner: HTMLElement[], kind = ""): HTMLElement {
  const element = document.createElement(tag);
  element.append(...inner);
  element.className = kind;
  return element;
}

function inHours(minutes: number): string {
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  const parts = [...(hours ? [`${hours} hour${hours === 1 ? "" : "s"}`] : []), ...(rest || !hours ? [`${rest} minutes`] : [])];
  return parts.join(" ");
}

/** "November 2, 2025" for 2025-11-02; anything else stays as it is. */
function day(text: string, dateStyle: "long" | "medium" = "long"): string {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : new Date(NaN);
  return isNaN(date.getTime()) ? clean(text, 40) : date.toLocaleDateString("en-US", { dateStyle, timeZone: "UTC" });
}
