// PDF syntax (ISO 32000-1, 7.2 and 7.3), as far as a record needs it. Bytes are read as Latin-1: a character each.

/** What cannot be read as a PDF; the message says what is wrong, in plain words. */
export class PdfFaulty extends Error {}

export class Name {
  constructor(readonly text: string) {}
}

export class Reference {
  constructor(
    readonly number: number,
    readonly generation: number,
  ) {}
}

/** A string as its bytes, each a character, and where it stands in the file with what encloses it; `isHex`: as <...>. */
export class Text {
  constructor(
    readonly bytes: string,
    readonly isHex: boolean,
    readonly start: number,
    readonly end: number,
  ) {}
}

export type Dictionary = Map<string, Value>;
export type Value = null | boolean | number | Name | Reference | Text | Value[] | Dictionary;

/** An object of the file. `data` is a stream's content as it stands in the file; `end` is the place after `endobj`. */
export interface IndirectObject {
  number: number;
  generation: number;
  value: Value;
  data: string | null;
  start: number;
  end: number;
}

const DEEPEST = 40;
const LONGEST_NAME = 127;
/** Bytes that a stream may unpack to. */
export const MOST_UNPACKED = 2_000_000;
const SPACE = /[\0\t\n\f\r ]/;
const REGULAR = /[^\0\t\n\f\r ()<>[\]{}/%]/;
const ESCAPES: Record<string, string> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f" };

/** Bytes as a text of the same length. */
export function latin1(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let place = 0; place < bytes.length; place += 8192) {
    parts.push(String.fromCharCode(...bytes.subarray(place, place + 8192)));
  }
  return parts.join("");
}

/** The reverse of `latin1`. */
export function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(text.length);
  for (let place = 0; place < text.length; place += 1) bytes[place] = text.charCodeAt(place);
  return bytes;
}

/** Reads values from a place in the file on. Its methods raise `PdfFaulty`.
 *
 * `isStrict` takes what signed records are written in alone; else comments and generations too, which other programs write.
 */
export class Reader {
  constructor(
    readonly text: string,
    public place = 0,
    readonly isStrict = false,
  ) {}

  skipSpace(): void {
    for (;;) {
      while (this.place < this.text.length && SPACE.test(this.text[this.place]!)) this.place += 1;
      if (this.isStrict || this.text[this.place] !== "%") return;
      while (this.place < this.text.length && !/[\r\n]/.test(this.text[this.place]!)) this.place += 1;
    }
  }

  /** What this sticky pattern finds at the present place; it is then read. */
  take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.place;
    const found = pattern.exec(this.text);
    this.place += found?.[0].length ?? 0;
    return found;
  }

  /** Whether this word comes next; it is then read. */
  takes(word: string): boolean {
    this.skipSpace();
    const after = this.text[this.place + word.length];
    const isWhole = after === undefined || !REGULAR.test(after) || !REGULAR.test(word.at(-1)!);
    if (!this.text.startsWith(word, this.place) || !isWhole) return false;
    this.place += word.length;
    return true;
  }

  expect(word: string): void {
    if (!this.takes(word)) throw new PdfFaulty(`${word} is missing at byte ${this.place}`);
  }

  value(depth = 0): Value {
    if (depth > DEEPEST) throw new PdfFaulty("its parts are nested too deeply");
    this.skipSpace();
    const first = this.text[this.place];
    if (first === undefined) throw new PdfFaulty("it ends too early");
    if (first === "/") return this.name();
    if (first === "(") return this.literal();
    if (this.takes("<<")) return this.dictionary(depth);
    if (first === "<") return this.hex();
    if (this.takes("[")) return this.array(depth);
    const word = this.word();
    if (word === "true" || word === "false") return word === "true";
    if (word === "null") return null;
    if (/^[+-]?(\d{1,12}(\.\d{0,12})?|\.\d{1,12})$/.test(word)) return this.numberOrReference(word);
    throw new PdfFaulty(`something unknown stands at byte ${this.place}`);
  }

  /** `N G obj ... endobj`, from the present place on. */
  object(): IndirectObject {
    this.skipSpace();
    const start = this.place;
    const found = this.take(this.isStrict ? /([1-9][0-9]{0,6}) (0) obj\b/y : /([0-9]{1,10})[\0\t\n\f\r ]+([0-9]{1,5})[\0\t\n\f\r ]+obj\b/y);
    if (!found) throw new PdfFaulty(`an object is missing at byte ${start}`);
    const [number, generation] = [Number(found[1]), Number(found[2])];
    const value = this.value();
    const data = value instanceof Map && this.takes("stream") ? this.stream(value) : null;
    this.expect("endobj");
    return { number, generation, value, data, start, end: this.place };
  }

  private word(): string {
    const start = this.place;
    while (this.place < this.text.length && REGULAR.test(this.text[this.place]!)) this.place += 1;
    return this.text.slice(start, this.place);
  }

  private name(): Name {
    this.place += 1;
    const word = this.word();
    if (word.length > LONGEST_NAME) throw new PdfFaulty("a name is too long");
    return new Name(word.replace(/#([0-9A-Fa-f]{2})/g, (_, code: string) => String.fromCharCode(parseInt(code, 16))));
  }

  private numberOrReference(word: string): number | Reference {
    const after = this.place;
    if (/^\d{1,10}$/.test(word)) {
      const rest = /^[\0\t\n\f\r ]+(\d{1,5})[\0\t\n\f\r ]+R(?![^\0\t\n\f\r ()<>[\]{}/%])/.exec(this.text.slice(after, after + 40));
      if (rest && !(this.isStrict && rest[1] !== "0")) {
        this.place = after + rest[0].length;
        return new Reference(Number(word), Number(rest[1]));
      }
    }
    return Number(word);
  }

  private literal(): Text {
    const start = this.place;
    const parts: string[] = [];
    let open = 0;
    do {
      const letter = this.text[this.place];
      if (letter === undefined) throw new PdfFaulty("a text has no end");
      if (letter === "\\") parts.push(this.escape());
      else parts.push(letter);
      open += letter === "(" ? 1 : letter === ")" ? -1 : 0;
      this.place += 1;
      parts.push(this.take(/[^()\\]+/y)?.[0] ?? "");
    } while (open);
    this.place -= parts.pop()!.length;
    return new Text(parts.slice(1, -1).join(""), false, start, this.place);
  }

  /** What a backslash and the letters after it mean; stops at the last of them. */
  private escape(): string {
    this.place += 1;
    const octal = /^[0-7]{1,3}/.exec(this.text.slice(this.place, this.place + 3));
    if (octal) {
      this.place += octal[0].length - 1;
      return String.fromCharCode(parseInt(octal[0], 8) & 255);
    }
    const letter = this.text[this.place] ?? "";
    if (letter === "\r" && this.text[this.place + 1] === "\n") this.place += 1;
    return letter === "\r" || letter === "\n" ? "" : (ESCAPES[letter] ?? letter);
  }

  private hex(): Text {
    const start = this.place;
    this.place += 1;
    // Read on and not searched for: a `>` that is far away would be looked for again and again.
    const digits = this.take(/[0-9A-Fa-f\0\t\n\f\r ]*/y)![0].replace(/[\0\t\n\f\r ]/g, "");
    if (this.text[this.place] !== ">") throw new PdfFaulty("a text in hexadecimal digits is broken");
    this.place += 1;
    return new Text(digits.replace(/..?/g, (pair) => String.fromCharCode(parseInt(pair.padEnd(2, "0"), 16))), true, start, this.place);
  }

  private array(depth: number): Value[] {
    const values: Value[] = [];
    while (!this.takes("]")) values.push(this.value(depth + 1));
    return values;
  }

  private dictionary(depth: number): Dictionary {
    const pairs: Dictionary = new Map();
    while (!this.takes(">>")) {
      const key = this.value(depth + 1);
      if (!(key instanceof Name)) throw new PdfFaulty("a name is missing in a dictionary");
      if (pairs.has(key.text)) throw new PdfFaulty(`/${key.text} stands twice in a dictionary`);
      pairs.set(key.text, this.value(depth + 1));
    }
    return pairs;
  }

  private stream(dictionary: Dictionary): string {
    if (!this.take(/\r?\n/y)) throw new PdfFaulty("a stream does not begin on a line of its own");
    // Names of a file that the bytes would be taken from instead.
    if (["F", "FFilter", "FDecodeParms"].some((name) => dictionary.has(name))) throw new PdfFaulty("a stream lies in another file");
    const length = dictionary.get("Length");
    const isKnown = typeof length === "number" && Number.isInteger(length) && length >= 0;
    if (!isKnown && this.isStrict) throw new PdfFaulty("a stream does not say how long it is");
    // Another program may keep the length elsewhere; no word of ours stands within a stream that matters here.
    const end = isKnown ? this.place + length : this.text.indexOf("endstream", this.place);
    if (end < 0 || end > this.text.length) {
      this.place = this.text.length;
      throw new PdfFaulty("a stream has no end");
    }
    const data = this.text.slice(this.place, end);
    this.place = end;
    this.expect("endstream");
    return data;
  }
}

/** All objects of a file by their numbers, and its trailer. */
export class Pdf {
  constructor(
    readonly objects: Map<number, IndirectObject>,
    readonly trailer: Dictionary,
  ) {}

  /** The object that a reference leads to. */
  object(value: Value | undefined): IndirectObject | null {
    return value instanceof Reference ? (this.objects.get(value.number) ?? null) : null;
  }

  /** What a reference leads to (null where to nothing); anything else is given as it is. */
  at(value: Value | undefined): Value {
    return value instanceof Reference ? (this.object(value)?.value ?? null) : (value ?? null);
  }

  /** What stands at the end of these keys; null where the way ends before. */
  within(value: Value, ...path: string[]): Value {
    for (const name of path) {
      const inner = this.at(value);
      value = inner instanceof Map ? (inner.get(name) ?? null) : null;
    }
    return this.at(value);
  }

  /** Every value of the file, also those within others. */
  *values(): Generator<Value> {
    const waiting: Value[] = [this.trailer, ...[...this.objects.values()].map((each) => each.value)];
    while (waiting.length) {
      const value = waiting.pop()!;
      yield value;
      if (value instanceof Map) for (const each of value.values()) waiting.push(each);
      else if (Array.isArray(value)) for (const each of value) waiting.push(each);
    }
  }

  /** Every name that stands in the file, as key or as value. */
  names(): Set<string> {
    const found = new Set<string>();
    for (const value of this.values()) {
      if (value instanceof Name) found.add(value.text);
      else if (value instanceof Map) for (const name of value.keys()) found.add(name);
    }
    return found;
  }
}

/** Read a file of one revision, in which every byte belongs to something that is known: header, objects, one table of them,
 * trailer, end. Raises `PdfFaulty`. */
export function readStrictly(text: string): Pdf {
  const reader = new Reader(text, 0, true);
  if (!reader.take(/%PDF-[12]\.[0-9]\n%[\x80-\xff]+\n/y)) throw new PdfFaulty("it does not begin as records do");
  const objects = new Map<number, IndirectObject>();
  for (reader.skipSpace(); /[1-9]/.test(text[reader.place] ?? ""); reader.skipSpace()) {
    const each = reader.object();
    if (objects.has(each.number)) throw new PdfFaulty(`object ${each.number} stands twice`);
    objects.set(each.number, each);
  }
  const table = reader.place;
  readTable(reader, objects);
  reader.expect("trailer");
  const trailer = reader.value();
  reader.skipSpace();
  const end = reader.take(/startxref\n([0-9]{1,10})\n%%EOF\n?/y);
  if (Number(end?.[1] ?? NaN) !== table) throw new PdfFaulty("its end does not lead to the table of its objects");
  if (reader.place !== text.length) throw new PdfFaulty("something was added after its end");
  if (!(trailer instanceof Map) || [...trailer.keys()].some((name) => !["Root", "Info", "ID", "Size"].includes(name))) {
    throw new PdfFaulty("it is not a file of one revision");
  }
  return new Pdf(objects, trailer);
}

/** What reading in vain costs beside the letters that were read. */
const IN_VAIN = 1000;

/** What reading a file somehow may cost, in letters. Without it a few megabytes could be read again and again for hours. */
class Budget {
  constructor(private left: number) {}

  /** Raises `PdfFaulty` where it is used up. */
  spend(letters: number): void {
    this.left -= letters;
    if (this.left < 0) throw new PdfFaulty("its objects cannot be told apart");
  }
}

/** Read a file as it may have come out of another program: the latest of each object counts. Raises `PdfFaulty`. */
export async function readSomehow(text: string): Promise<Pdf> {
  const budget = new Budget(3 * text.length + MOST_UNPACKED);
  const found = scanned(text, budget);
  const objects = new Map(found.map((each) => [each.number, each]));
  for (const each of found) {
    for (const inner of is(each.value, "ObjStm") ? await packed(each, budget) : []) if (!objects.has(inner.number)) objects.set(inner.number, inner);
  }
  const written = [...text.matchAll(/\btrailer\b/g)].map((each) => tried(new Reader(text, each.index + "trailer".length), budget));
  const trailers = [...written, ...found.filter((each) => is(each.value, "XRef")).map((each) => each.value)];
  const trailer = trailers.filter((each) => each instanceof Map && each.has("Root")).at(-1);
  if (!(trailer instanceof Map)) throw new PdfFaulty("it has no trailer");
  return new Pdf(objects, trailer);
}

/** Every object that stands in the file, in the order in which they stand. */
function scanned(text: string, budget: Budget): IndirectObject[] {
  const objects: IndirectObject[] = [];
  const header = /(?<![0-9])[0-9]{1,10}[\0\t\n\f\r ]{1,9}[0-9]{1,5}[\0\t\n\f\r ]{1,9}obj\b/g;
  for (let found = header.exec(text); found; found = header.exec(text)) {
    const reader = new Reader(text, found.index);
    try {
      objects.push(reader.object());
      header.lastIndex = reader.place;
    } catch (error) {
      if (!(error instanceof PdfFaulty)) throw error;
      budget.spend(IN_VAIN);
    }
    budget.spend(reader.place - found.index);
  }
  return objects;
}

/** The value that stands there; null for none. */
function tried(reader: Reader, budget: Budget): Value {
  const start = reader.place;
  try {
    return reader.value();
  } catch (error) {
    if (!(error instanceof PdfFaulty)) throw error;
    budget.spend(IN_VAIN);
    return null;
  } finally {
    budget.spend(reader.place - start);
  }
}

/** The objects that an object stream holds. */
async function packed(stream: IndirectObject, budget: Budget): Promise<IndirectObject[]> {
  if (!(stream.value instanceof Map) || stream.data === null) return [];
  const [count, first] = [stream.value.get("N"), stream.value.get("First")];
  if (typeof count !== "number" || typeof first !== "number") return [];
  const text = await content(stream.value, stream.data, MOST_UNPACKED);
  budget.spend(text.length);
  const numbers = text.slice(0, first).trim().split(/[\0\t\n\f\r ]+/).slice(0, 2 * count).map(Number);
  const objects: IndirectObject[] = [];
  for (let place = 0; place + 1 < numbers.length; place += 2) {
    const value = tried(new Reader(text, first + numbers[place + 1]!), budget);
    objects.push({ number: numbers[place]!, generation: 0, value, data: null, start: 0, end: 0 });
  }
  return objects;
}

function is(value: Value, type: string): boolean {
  const told = value instanceof Map ? value.get("Type") : null;
  return told instanceof Name && told.text === type;
}

function readTable(reader: Reader, objects: Map<number, IndirectObject>): void {
  const count = Number(reader.take(/xref\n0 ([0-9]{1,7})\n/y)?.[1] ?? NaN);
  if (count !== objects.size + 1) throw new PdfFaulty("the table does not count all objects");
  for (let number = 0; number < count; number += 1) {
    const entry = reader.take(/([0-9]{10}) ([0-9]{5}) ([nf])[ \r]\n/y)?.slice(1).join(" ");
    const place = String(number ? objects.get(number)?.start : 0).padStart(10, "0");
    if (entry !== (number ? `${place} 00000 n` : `${place} 65535 f`)) throw new PdfFaulty(`the table does not lead to object ${number}`);
  }
}

/** What a stream holds, inflated where it is compressed; at most `most` bytes. Raises `PdfFaulty`. */
export async function content(dictionary: Dictionary, data: string, most: number): Promise<string> {
  const told = dictionary.get("Filter") ?? null;
  const filters = told === null ? [] : Array.isArray(told) ? told : [told];
  if ((dictionary.get("DecodeParms") ?? null) !== null) throw new PdfFaulty("a stream is coded in a way that no record is");
  if (filters.length === 0) return data;
  const [filter] = filters;
  if (filters.length > 1 || !(filter instanceof Name) || filter.text !== "FlateDecode") {
    throw new PdfFaulty("a stream is coded in a way that no record is");
  }
  return latin1(await inflated(bytesOf(data), most));
}

async function inflated(data: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array> {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const parts: Uint8Array[] = [];
  let size = 0;
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      size += part.value.length;
      if (size > most) throw new PdfFaulty("what it holds is far too large");
      parts.push(part.value);
    }
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    throw error instanceof PdfFaulty ? error : new PdfFaulty("a stream cannot be unpacked");
  }
  const whole = new Uint8Array(size);
  let place = 0;
  for (const part of parts) {
    whole.set(part, place);
    place += part.length;
  }
  return whole;
}
