// From a file to a verdict: every file ends in one.

import { ofCertificate } from "./keys";
import { NotCheckable } from "./ed25519";
import { attachments, OLD_ATTACHMENT, OldFormFaulty, oldRecord } from "./old";
import { latin1, PdfFaulty, readStrictly } from "./pdf";
import { ATTACHMENT, certificateOf, recordIn, strange } from "./profile";
import type { LearningRecord } from "./record";
import { SignatureFaulty } from "./signature";

export type Word = "TRUE" | "ALTERED" | "UNKNOWN KEY" | "OLD FORM" | "NOT CHECKED" | "NO RECORD";

export interface Verdict {
  word: Word;
  /** What was found, in one sentence; "" where the word says it all. */
  why: string;
  /** What was signed, as far as somebody's signature fits it. */
  record: LearningRecord | null;
  /** Hexadecimal digits of the key that signed; "" where no signature fits. */
  fingerprint: string;
}

/** Bytes of the largest file that is read. */
export const LARGEST = 10_000_000;

/** Stands in every signed record, whose data are attached as plain text, and so also in the pieces of one. */
const MARK = /babyinmind(?:-|\\055)record/;

/** The verdict on a file. `expected` are the digits of the sponsor's fingerprint, "" for none. */
export async function verdict(bytes: Uint8Array<ArrayBuffer>, expected: string): Promise<Verdict> {
  if (bytes.length > LARGEST) return without("NO RECORD", "The file is far too large to be a record.");
  try {
    const text = latin1(bytes);
    const attached = await attachments(text);
    const isNew = attached.some(({ name }) => name === ATTACHMENT);
    const [old, ...more] = attached.filter(({ name }) => name === OLD_ATTACHMENT);
    if (old && !more.length && !isNew) return await onOld(await old.data());
    if (!isNew && !old && !MARK.test(text)) return without("NO RECORD", "It does not hold the data of a record of this course.");
    return await onNew(bytes, text, expected);
  } catch (error) {
    return without("ALTERED", error instanceof SignatureFaulty || error instanceof OldFormFaulty ? error.message : `The file is not written as records are: ${cause(error)}.`);
  }
}

async function onNew(bytes: Uint8Array<ArrayBuffer>, text: string, expected: string): Promise<Verdict> {
  const pdf = readStrictly(text);
  const fingerprint = await ofCertificate(await certificateOf(pdf, bytes));
  const [record, found] = [recordIn(pdf), strange(pdf)];
  if (fingerprint !== expected) return { word: "UNKNOWN KEY", why: found && `${found} Do not open it in a PDF reader.`, record, fingerprint };
  if (found) return { ...without("ALTERED", found), fingerprint };
  if (!record) return { ...without("ALTERED", "The sponsor’s key signed this file, but it does not hold a whole record."), fingerprint };
  return { word: "TRUE", why: "", record, fingerprint };
}

async function onOld(data: Uint8Array): Promise<Verdict> {
  try {
    const [record, fingerprint] = await oldRecord(data);
    return { word: "OLD FORM", why: "", record, fingerprint };
  } catch (error) {
    if (error instanceof NotCheckable) return without("NOT CHECKED", "");
    throw error;
  }
}

function without(word: Word, why: string): Verdict {
  return { word, why, record: null, fingerprint: "" };
}

function cause(error: unknown): string {
  return error instanceof PdfFaulty ? error.message : "it cannot be read";
}
