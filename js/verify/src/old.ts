// Records of the old form: a PDF to which the data are attached, and only the data are signed (Ed25519 over canonical JSON).

import { isBadgeOf } from "./badge";
import { canonical, parsed } from "./json";
import { ofOldKey } from "./keys";
import { bytesOf, content, MOST_UNPACKED, readSomehow, Text, type Pdf, type Value } from "./pdf";
import { hasSigned } from "./ed25519";
import { asRecord, isMembers, type LearningRecord } from "./record";
import { fromBase64url } from "./text";

export const OLD_ATTACHMENT = "record.json";

/** The data were altered; the message says how, in plain words. */
export class OldFormFaulty extends Error {}

const MOST_PARTS = 1000;

export interface Attachment {
  name: string;
  /** What it holds, unpacked. Raises `PdfFaulty`. */
  data(): Promise<Uint8Array<ArrayBuffer>>;
}

/** What is attached to a PDF, also to one that another program wrote anew or that is damaged; nothing where that cannot be read. */
export async function attachments(text: string): Promise<Attachment[]> {
  try {
    const pdf = await readSomehow(text);
    return named(pdf, pdf.within(pdf.trailer, "Root", "Names", "EmbeddedFiles")).flatMap(([name, file]) => {
      const holder = pdf.within(file, "EF");
      const stream = holder instanceof Map ? pdf.object(holder.get("F")) : null;
      if (stream?.data == null || !(stream.value instanceof Map)) return [];
      const { value, data } = stream;
      return [{ name, data: async () => bytesOf(await content(value, data, MOST_UNPACKED)) }];
    });
  } catch {
    return [];
  }
}

/** The entries of a tree of names. `seen` are its parts that were visited, for a tree that leads back into itself. */
function named(pdf: Pdf, tree: Value, seen = new Set<Value>()): [string, Value][] {
  if (!(tree instanceof Map) || seen.has(tree) || seen.size > MOST_PARTS) return [];
  seen.add(tree);
  const kids = pdf.within(tree, "Kids");
  const list = pdf.within(tree, "Names");
  const entries: [string, Value][] = (Array.isArray(kids) ? kids : []).flatMap((kid) => named(pdf, pdf.at(kid), seen));
  const pairs = Array.isArray(list) ? list : [];
  for (const [place, name] of pairs.entries()) {
    if (place % 2 === 0 && name instanceof Text) entries.push([name.bytes, pairs[place + 1] ?? null]);
  }
  return entries;
}

/** The record that was signed, and its key's fingerprint. Raises `OldFormFaulty`, `NotCheckable`. */
export async function oldRecord(data: Uint8Array): Promise<[LearningRecord, string]> {
  let told, key, signature, message;
  try {
    told = parsed(data);
    if (!isMembers(told) || Object.keys(told).sort().join() !== "badge,key,record,signature") throw new SyntaxError();
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what is no text becomes one that is no base64url
    [key, signature] = [fromBase64url(String(told["key"])), fromBase64url(String(told["signature"]))];
    message = canonical(told["record"]!);
  } catch {
    throw new OldFormFaulty("The signed data inside the file cannot be read.");
  }
  if (key.length !== 32 || !(await hasSigned(key, signature, message))) {
    throw new OldFormFaulty("The data inside the file were altered: the signature does not fit them.");
  }
  const record = asRecord(told["record"]);
  if (!record) throw new OldFormFaulty("What was signed is not a record of a version that is known here.");
  if (!(await isBadgeOf(told["badge"]!, record, key))) throw new OldFormFaulty("The Open Badge inside the file does not say what the record says.");
  return [record, await ofOldKey(key)];
}
