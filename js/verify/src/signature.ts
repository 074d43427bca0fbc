// A signature of a record (CMS, ETSI.CAdES.detached): ECDSA on P-256 with SHA-256, by one certificate that it carries.

import * as asn1js from "asn1js";
import { Attribute, Certificate, ContentInfo, SignedData } from "pkijs";
import { hex } from "./text";

/** A signature that is none of a record's; the message says why, in plain words. */
export class SignatureFaulty extends Error {}

const SIGNED_DATA = "1.2.840.113549.1.7.2";
const DATA = "1.2.840.113549.1.7.1";
const SHA_256 = "2.16.840.1.101.3.4.2.1";
const ECDSA_SHA_256 = "1.2.840.10045.4.3.2";
const EC_KEY = "1.2.840.10045.2.1";
const P_256 = "1.2.840.10045.3.1.7";
const CONTENT_TYPE = "1.2.840.113549.1.9.3";
const MESSAGE_DIGEST = "1.2.840.113549.1.9.4";
/** Bytes of a signature with its certificate, and zeros; one of a record takes 4,096. */
const LARGEST = 20_000;
const VERSION_1 = Uint8Array.of(2, 1, 1);
const SIGNING_CERTIFICATE = "1.2.840.113549.1.9.16.2.47";

/** The certificate (DER) whose key signed these bytes. Raises `SignatureFaulty`. */
export async function signer(contents: Uint8Array<ArrayBuffer>, message: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  if (contents.length > LARGEST) throw new SignatureFaulty("The signature is far too large.");
  let signed, der;
  try {
    [signed, der] = read(contents);
  } catch (error) {
    throw error instanceof SignatureFaulty ? error : new SignatureFaulty("The signature cannot be read.");
  }
  await refuseOthers(signed, der);
  refuseOtherWriting(contents, signed, der);
  const fits = await signed.verify({ signer: 0, data: message.buffer }).catch(() => false);
  if (fits !== true) throw new SignatureFaulty("The file was changed after it was signed: the signature does not fit it.");
  return der;
}

/** The signature and the bytes of its certificate. */
function read(contents: Uint8Array<ArrayBuffer>): [SignedData, Uint8Array<ArrayBuffer>] {
  const outer = asn1js.fromBER(contents);
  if (outer.offset < 0) throw new SignatureFaulty("The signature cannot be read.");
  const info = new ContentInfo({ schema: outer.result });
  if (info.contentType !== SIGNED_DATA) throw new SignatureFaulty("The signature is of another kind.");
  const carried = certificates(info.content as asn1js.Sequence);
  const signed = new SignedData({ schema: info.content });
  return [signed, carried];
}

/** The bytes of the one certificate, as they stand in the signature. */
function certificates(sequence: asn1js.Sequence): Uint8Array<ArrayBuffer> {
  const sets = sequence.valueBlock.value.filter((part) => part.idBlock.tagClass === 3 && part.idBlock.tagNumber === 0);
  const carried = sets.flatMap((set) => (set as asn1js.Constructed).valueBlock.value);
  if (sets.length !== 1 || carried.length !== 1) throw new SignatureFaulty("The signature does not carry one certificate.");
  return new Uint8Array(carried[0]!.valueBeforeDecodeView);
}

/** Refuse a key on another curve, and signed attributes that are not those of this file and certificate. */
async function refuseOthers(signed: SignedData, der: Uint8Array<ArrayBuffer>): Promise<void> {
  const [certificate] = signed.certificates ?? [];
  const key = certificate instanceof Certificate ? certificate.subjectPublicKeyInfo.algorithm : null;
  if (signed.signerInfos.length !== 1 || key?.algorithmId !== EC_KEY || !isOid(key.algorithmParams, P_256)) {
    throw new SignatureFaulty("The signature is of another kind than those of records.");
  }
  const attributes = signed.signerInfos[0]!.signedAttrs?.attributes ?? [];
  if (new Set(attributes.map((each) => each.type)).size !== attributes.length) throw new SignatureFaulty("The signature says something twice.");
  only(attributes, MESSAGE_DIGEST);
  if (!isOid(only(attributes, CONTENT_TYPE), DATA)) throw new SignatureFaulty("The signature is of something else.");
  if (hashOf(only(attributes, SIGNING_CERTIFICATE)) !== hex(new Uint8Array(await crypto.subtle.digest("SHA-256", der)))) {
    throw new SignatureFaulty("The signature names another certificate than it carries.");
  }
}

function isOid(block: unknown, name: string): boolean {
  return block instanceof asn1js.ObjectIdentifier && block.valueBlock.toString() === name;
}

/** The one value of an attribute. */
function only(attributes: Attribute[], type: string): asn1js.BaseBlock {
  const values = (attributes.find((each) => each.type === type)?.values ?? []) as asn1js.BaseBlock[];
  if (values.length !== 1) throw new SignatureFaulty("The signature lacks something that those of records have.");
  return values[0]!;
}

/** The hash in a SigningCertificateV2 (RFC 5035) with SHA-256, which is left out there; "" for anything else. */
function hashOf(names: asn1js.BaseBlock): string {
  const first = inside(inside(names)[0])[0];
  const [hash] = inside(first);
  return hash instanceof asn1js.OctetString ? hex(hash.valueBlock.valueHexView) : "";
}

function inside(block: asn1js.BaseBlock | undefined): asn1js.BaseBlock[] {
  return block instanceof asn1js.Sequence ? block.valueBlock.value : [];
}

/** The signature stands in the bytes that it does not cover. So they have to be just those that its certificate, its signed
 * attributes and its numbers give, and zeros that fill the place kept for it. */
function refuseOtherWriting(contents: Uint8Array, signed: SignedData, certificate: Uint8Array<ArrayBuffer>): void {
  const [one] = signed.signerInfos;
  const attributes = new Uint8Array(one!.signedAttrs!.encodedValue);
  const numbers = one!.signature.valueBlock.valueHexView;
  const sha256 = der(0x30, oid(SHA_256), der(0x05));
  const signerInfo = der(0x30, VERSION_1, der(0x30, ...issuerAndSerial(certificate)), sha256, Uint8Array.of(0xa0, ...attributes.subarray(1)), der(0x30, oid(ECDSA_SHA_256)), der(0x04, numbers));
  const data = der(0x30, VERSION_1, der(0x31, sha256), der(0x30, oid(DATA)), der(0xa0, certificate), der(0x31, signerInfo));
  const meant = der(0x30, oid(SIGNED_DATA), der(0xa0, data));
  const isMeant = contents.length >= meant.length && contents.every((byte, place) => byte === (meant[place] ?? 0));
  if (!isMeant || !isPairOfNumbers(numbers)) throw new SignatureFaulty("The signature is not written as those of records are.");
}

/** As they stand in a certificate: TBSCertificate has its version, number, algorithm and issuer first. */
function issuerAndSerial(certificate: Uint8Array<ArrayBuffer>): Uint8Array[] {
  const [version, serial, , issuer] = inside(inside(asn1js.fromBER(certificate).result)[0]);
  if (version?.idBlock.tagClass !== 3 || !serial || !issuer) throw new SignatureFaulty("The certificate is not of a kind that is known.");
  return [issuer.valueBeforeDecodeView, serial.valueBeforeDecodeView];
}

/** Whether a signature by ECDSA is written in the one way (DER) that there is: a sequence of two positive whole numbers. */
function isPairOfNumbers(bytes: Uint8Array): boolean {
  const first = bytes.subarray(4, 4 + bytes[3]!);
  const second = bytes.subarray(6 + first.length);
  const meant = der(0x30, der(0x02, first), der(0x02, second));
  const isShort = (each: Uint8Array) => each.length > 0 && each.length <= 33 && each[0]! < 0x80 && (each[0] !== 0 || (each[1] ?? 0) >= 0x80);
  return isShort(first) && isShort(second) && hex(meant) === hex(bytes);
}

function der(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const length = size < 0x80 ? [size] : size < 0x100 ? [0x81, size] : [0x82, size >> 8, size & 0xff];
  const whole = new Uint8Array(1 + length.length + size);
  whole.set([tag, ...length]);
  let place = 1 + length.length;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}

function oid(name: string): Uint8Array {
  return new Uint8Array(new asn1js.ObjectIdentifier({ value: name }).toBER());
}
