// The form of a signed record, as docs/records.md has it: what every checker goes by, in the same order.

import { parsed } from "./json";
import { bytesOf, Name, PdfFaulty, Text, type Dictionary, type IndirectObject, type Pdf, type Value } from "./pdf";
import { asRecord, isMembers, type LearningRecord } from "./record";
import { signer } from "./signature";

export const ATTACHMENT = "babyinmind-record.json";

/** What acts, shows something else, or leads out of the file. */
const FORBIDDEN = new Set(
  `AA OpenAction JS JavaScript Launch URI SubmitForm ResetForm ImportData GoToR GoToE GoTo3DView GoToDp Named Hide SetOCGState Rendition Trans
   Thread Threads Sound Movie Screen RichMedia RichMediaExecute 3D XFA Link FileAttachment Popup OCProperties OCG OCMD Collection PS OPI Ref
   Alternates SpiderInfo URLS ObjStm XRef Encrypt`.split(/\s+/),
);

/** The certificate (DER) that signed the whole file. Raises `PdfFaulty`, `SignatureFaulty`. */
export async function certificateOf(pdf: Pdf, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const signature = theOne(pdf, "ByteRange");
  const [from, to, contents] = range(signature, bytes.length);
  refuseOtherFields(pdf, signature);
  const message = new Uint8Array(bytes.length - (to - from));
  message.set(bytes.subarray(0, from));
  message.set(bytes.subarray(to), from);
  return signer(bytesOf(contents.bytes), message);
}

/** What the file holds that no record may, in a sentence; "" for nothing. */
export function strange(pdf: Pdf): string {
  const names = [...pdf.names()].filter((name) => FORBIDDEN.has(name));
  const notes = dictionariesWith(pdf, "Annots").flatMap((each) => pdf.at(each.get("Annots")));
  if (notes.length !== 1 || pdf.object(notes[0]) !== theOne(pdf, "FT")) names.push("Annots");
  const form = pdf.within(pdf.trailer, "Root", "AcroForm");
  if (!(form instanceof Map) || [...form.keys()].some((name) => name !== "Fields" && name !== "SigFlags")) names.push("AcroForm");
  if (dictionariesWith(pdf, "EF").length !== 1) names.push("EF");
  return names.length ? `The file holds what no record holds: ${names.sort().map((name) => `/${name}`).join(", ")}.` : "";
}

/** The record that is attached; null where there is no whole one. */
export function recordIn(pdf: Pdf): LearningRecord | null {
  const list = pdf.within(pdf.trailer, "Root", "Names", "EmbeddedFiles", "Names");
  if (!Array.isArray(list) || list.length !== 2) return null;
  const [name, file] = list;
  const [holder, ...others] = dictionariesWith(pdf, "EF");
  if (!(name instanceof Text) || name.bytes !== ATTACHMENT || others.length || pdf.at(file) !== holder) return null;
  const stream = pdf.object((pdf.within(holder ?? null, "EF") as Dictionary | null)?.get("F"));
  if (stream?.data == null || (stream.value as Dictionary).has("Filter")) return null;
  return recordOf(stream.data);
}

function recordOf(data: string): LearningRecord | null {
  try {
    const told = /^[\0-\x7f]*$/.test(data) ? parsed(bytesOf(data)) : null;
    return isMembers(told) && Object.keys(told).sort().join() === "badge,record" ? asRecord(told["record"]) : null;
  } catch {
    return null;
  }
}

/** The one dictionary of the file with this key, which is an object of its own. */
function theOne(pdf: Pdf, key: string): IndirectObject {
  const owners = [...pdf.objects.values()].filter((each) => each.value instanceof Map && each.value.has(key));
  if (owners.length !== 1 || dictionariesWith(pdf, key).length !== 1) throw new PdfFaulty("it does not have one signature");
  return owners[0]!;
}

function dictionariesWith(pdf: Pdf, key: string): Dictionary[] {
  return [...pdf.values()].filter((value): value is Dictionary => value instanceof Map && value.has(key));
}

/** The bytes that are not signed, which hold the signature and nothing else. */
function range(signature: IndirectObject, size: number): [from: number, to: number, contents: Text] {
  const told = signature.value as Dictionary;
  const numbers = told.get("ByteRange");
  const contents = told.get("Contents");
  const isOurs = isNamed(told.get("Type"), "Sig") && isNamed(told.get("Filter"), "Adobe.PPKLite") && isNamed(told.get("SubFilter"), "ETSI.CAdES.detached");
  if (!isOurs || signature.data !== null) throw new PdfFaulty("its signature is of another kind");
  const [zero, from, to, rest] = Array.isArray(numbers) && numbers.length === 4 && numbers.every(Number.isInteger) ? (numbers as number[]) : [];
  const isWhole = zero === 0 && from! > 0 && from! < to! && to! + rest! === size && rest! > 0;
  const isAll = contents instanceof Text && contents.isHex && contents.start === from && contents.end === to;
  if (!isWhole || !isAll) throw new PdfFaulty("its signature does not cover the whole file");
  return [from, to, contents];
}

function refuseOtherFields(pdf: Pdf, signature: IndirectObject): void {
  const field = theOne(pdf, "FT");
  const fields = pdf.within(pdf.trailer, "Root", "AcroForm", "Fields");
  const isOurs =
    Array.isArray(fields) &&
    fields.length === 1 &&
    pdf.object(fields[0]) === field &&
    isNamed((field.value as Dictionary).get("FT"), "Sig") &&
    pdf.object((field.value as Dictionary).get("V")) === signature;
  if (!isOurs) throw new PdfFaulty("it has fields that no record has");
}

function isNamed(value: Value | undefined, name: string): boolean {
  return value instanceof Name && value.text === name;
}
