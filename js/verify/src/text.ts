// Texts that came out of a file are shown only after this.

/** What nobody sees: controls, breaks of lines, marks that turn the direction of writing, characters that are no letters. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
/** Of them, what Persian and the scripts of India need within words. */
const JOINERS = "\u200c\u200d";

/** The same on one line, with at most `most` letters, and without those that nobody sees. */
export function clean(text: string, most = 300): string {
  const seen = text.slice(0, 10 * most).replace(UNSEEN, (letter) => (JOINERS.includes(letter) ? letter : /\s/.test(letter) ? " " : ""));
  const letters = Array.from(seen.trim().replace(/\s+/gu, " "));
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}

/** Bytes as hexadecimal digits. */
export function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Digits in groups of four, to compare by eye. */
export function inGroups(digits: string): string {
  return digits.replace(/(.{4})(?=.)/g, "$1 ");
}

/** Bytes of a base64url text without padding. Raises `SyntaxError` for what is none. */
export function fromBase64url(text: string): Uint8Array<ArrayBuffer> {
  const bytes = base64(text.replace(/-/g, "+").replace(/_/g, "/"));
  if (!/^[\w-]*$/.test(text) || base64url(bytes) !== text) throw new SyntaxError("it is not base64url");
  return bytes;
}

/** Bytes of a base64 text. Raises `SyntaxError` for what is none. */
export function base64(text: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  } catch {
    throw new SyntaxError("it is not base64");
  }
}

function base64url(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join("")).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
