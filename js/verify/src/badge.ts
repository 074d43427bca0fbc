// The Open Badge beside an old record's data: it has to say exactly what the record says (VC-JWT, EdDSA).

import { hasSigned, NotCheckable } from "./ed25519";
import { byCodePoints, canonical, parsed, type Json } from "./json";
import { isMembers, type LearningRecord } from "./record";
import { fromBase64url, hex } from "./text";

const CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"];
const BASE_58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
/** The namespace of names that are addresses (RFC 4122, appendix C). */
const ADDRESSES = "6ba7b8119dad11d180b400c04fd430c8";

/** Whether this token says, signed with this key (32 bytes), exactly what the record says. Raises `NotCheckable`. */
export async function isBadgeOf(token: Json, record: LearningRecord, key: Uint8Array<ArrayBuffer>): Promise<boolean> {
  try {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- what is no text becomes one that is no token
    const [head, body, signature, ...more] = String(token).split(".");
    if (head === undefined || body === undefined || signature === undefined || more.length) return false;
    const [says, claims] = [parsed(fromBase64url(head)), parsed(fromBase64url(body))];
    const meant = canonical(await claimsOf(record, key));
    const isSigned = await hasSigned(key, fromBase64url(signature), new TextEncoder().encode(`${head}.${body}`));
    return isSigned && isMembers(says) && says["alg"] === "EdDSA" && hex(canonical(claims)) === hex(meant);
  } catch (error) {
    if (error instanceof NotCheckable) throw error;
    return false;
  }
}

async function claimsOf(record: LearningRecord, key: Uint8Array): Promise<Json> {
  const did = `did:key:z${base58([0xed, 0x01, ...key])}`;
  const about = record.not_credit.join(" ");
  const id = await urn(did, record.number);
  const results = await Promise.all(record.modules.map((module) => urn(did, `${record.number}/${module.id}`)));
  return {
    "@context": CONTEXT,
    id,
    type: ["VerifiableCredential", "OpenBadgeCredential"],
    name: `Record of independent learning, number ${record.number}`,
    issuer: { id: did, type: ["Profile"], name: record.sponsor },
    validFrom: record.issued,
    iss: did,
    jti: id,
    nbf: Math.floor(Date.parse(record.issued) / 1000),
    credentialSubject: {
      type: ["AchievementSubject"],
      identifier: [{ type: "IdentityObject", identityType: "name", hashed: false, identityHash: record.learner }],
      activityStartDate: `${record.from}T00:00:00Z`,
      activityEndDate: `${record.to}T00:00:00Z`,
      narrative: `${record.minutes} minutes of ${record.delivery}. ${about}`,
      achievement: {
        id: await urn(did, `${record.number}/achievement`),
        type: ["Achievement"],
        achievementType: "LearningProgram",
        name: record.course,
        description: `${record.delivery.slice(0, 1).toUpperCase()}${record.delivery.slice(1).toLowerCase()}, ${record.cohort}. ${about}`,
        criteria: { narrative: record.assessed },
        tag: [...new Set(record.modules.flatMap((module) => module.areas))].sort(byCodePoints),
        resultDescription: record.modules.map((module, place) => ({
          id: results[place]!,
          type: ["ResultDescription"],
          name: `${module.title}: minutes`,
          resultType: "ext:CreditedMinutes",
        })),
      },
      result: record.modules.map((module, place) => ({ type: ["Result"], resultDescription: results[place]!, value: String(module.minutes) })),
    },
  };
}

/** A name-based identifier (RFC 4122, version 5). */
async function urn(did: string, name: string): Promise<string> {
  const space = Uint8Array.from(ADDRESSES.match(/../g)!, (pair) => parseInt(pair, 16));
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-1", new Uint8Array([...space, ...new TextEncoder().encode(`${did}#${name}`)])));
  digest[6] = (digest[6]! & 0x0f) | 0x50;
  digest[8] = (digest[8]! & 0x3f) | 0x80;
  return `urn:uuid:${hex(digest.subarray(0, 16)).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")}`;
}

function base58(bytes: number[]): string {
  let number = BigInt(`0x${hex(Uint8Array.from(bytes))}`);
  let digits = "";
  for (; number; number /= 58n) digits = BASE_58[Number(number % 58n)]! + digits;
  return digits;
}
