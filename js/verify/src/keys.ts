// The key that a sponsor gave, as its fingerprint: SHA-256 of a certificate, or 160 bits of that of an old key.

import { Certificate } from "pkijs";
import { isMembers } from "./record";
import { parsed } from "./json";
import { base64, fromBase64url, hex } from "./text";

/** What is wrong with a key file or a fingerprint, and the mend. */
export class KeyFaulty extends Error {}

/** Hexadecimal digits: 64 of a certificate, 40 of an old key. */
const LENGTHS = [64, 40];

/** A fingerprint that somebody typed, without what makes no difference; "" for none. Raises `KeyFaulty`. */
export function typedFingerprint(text: string): string {
  const digits = text.replace(/[\s:]/g, "").toLowerCase();
  if (/[^0-9a-f]/.test(digits)) throw new KeyFaulty("A fingerprint has only the digits 0 to 9 and the letters a to f. Please check what you typed.");
  if (digits && !LENGTHS.includes(digits.length)) {
    throw new KeyFaulty(`A fingerprint has 64 letters and digits (40 for records in the old form). This one has ${digits.length}.`);
  }
  return digits;
}

/** The fingerprint of a sponsor's key file. Raises `KeyFaulty`. */
export async function fingerprintOfFile(bytes: Uint8Array): Promise<string> {
  const text = new TextDecoder().decode(bytes.subarray(0, 65_536));
  try {
    return text.includes("-----BEGIN") ? await ofCertificate(certificateIn(text)) : await ofOldKey(oldKeyIn(bytes));
  } catch {
    throw new KeyFaulty("This file is not the key of a sponsor. The file is called certificate.pem, or public-key.json for records in the old form.");
  }
}

/** The fingerprint of a certificate (DER), as PDF readers show it. */
export async function ofCertificate(der: Uint8Array<ArrayBuffer>): Promise<string> {
  return hex(new Uint8Array(await crypto.subtle.digest("SHA-256", der)));
}

/** The fingerprint of an old key: its 32 bytes. */
export async function ofOldKey(raw: Uint8Array<ArrayBuffer>): Promise<string> {
  return (await ofCertificate(raw)).slice(0, 40);
}

function certificateIn(text: string): Uint8Array<ArrayBuffer> {
  const found = [...text.matchAll(/-----BEGIN CERTIFICATE-----([\sA-Za-z0-9+/=]+)-----END CERTIFICATE-----/g)];
  if (found.length !== 1) throw new SyntaxError("there is not one certificate");
  const der = base64(found[0]![1]!.replace(/\s/g, ""));
  Certificate.fromBER(der);
  return der;
}

function oldKeyIn(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const told = parsed(bytes);
  if (!isMembers(told) || told["kty"] !== "OKP" || told["crv"] !== "Ed25519" || typeof told["x"] !== "string") throw new SyntaxError("no key");
  const raw = fromBase64url(told["x"]);
  if (raw.length !== 32) throw new SyntaxError("an Ed25519 key has 32 bytes");
  return raw;
}
