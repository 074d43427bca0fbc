// Signatures by a cohort's old key, as far as this browser can check them.

/** This browser cannot check signatures of the old form. */
export class NotCheckable extends Error {}

/** Whether this key (32 bytes) signed the message. Raises `NotCheckable`. */
export async function hasSigned(key: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    const known = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
    return await crypto.subtle.verify("Ed25519", known, signature, message);
  } catch (error) {
    if (error instanceof DOMException && error.name === "NotSupportedError") throw new NotCheckable();
    return false;
  }
}
