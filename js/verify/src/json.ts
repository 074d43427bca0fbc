// JSON as a record is signed: no name twice, whole numbers alone, and one canonical way to write it (RFC 8785).

export class JsonFaulty extends Error {}

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

const DEEPEST = 60;
const HALF_A_PAIR = /\p{Surrogate}/u;

/** Read JSON strictly. Raises `JsonFaulty`. */
export function parsed(bytes: Uint8Array): Json {
  let text;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new JsonFaulty("it is not UTF-8");
  }
  const reader = new JsonReader(text);
  const value = reader.value(0);
  reader.end();
  return value;
}

class JsonReader {
  private place = 0;

  constructor(private readonly text: string) {}

  value(depth: number): Json {
    if (depth > DEEPEST) throw new JsonFaulty("it is nested too deeply");
    if (this.takes(/\{/y)) return this.object(depth);
    if (this.takes(/\[/y)) return this.array(depth);
    // eslint-disable-next-line no-control-regex -- JSON forbids them
    const token = this.takes(/"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"|-?(?:0|[1-9]\d*)(?![.eE\d])|true|false|null/y);
    if (!token) throw new JsonFaulty(`something unknown stands at letter ${this.place}`);
    const value = JSON.parse(token) as Json;
    if (typeof value === "number" && !Number.isSafeInteger(value)) throw new JsonFaulty("a number is too large");
    return value;
  }

  end(): void {
    this.takes(/$/y);
    if (this.place !== this.text.length) throw new JsonFaulty("more follows after its end");
  }

  private object(depth: number): Json {
    const pairs = new Map<string, Json>();
    if (this.takes(/\}/y)) return {};
    do {
      const name = this.value(depth + 1);
      if (typeof name !== "string" || !this.takes(/:/y)) throw new JsonFaulty("a name is missing");
      if (pairs.has(name)) throw new JsonFaulty("a name stands twice");
      pairs.set(name, this.value(depth + 1));
    } while (this.takes(/,/y));
    if (!this.takes(/\}/y)) throw new JsonFaulty("a } is missing");
    return Object.assign(Object.create(null) as { [name: string]: Json }, Object.fromEntries(pairs));
  }

  private array(depth: number): Json {
    const values: Json[] = [];
    if (this.takes(/\]/y)) return values;
    do values.push(this.value(depth + 1));
    while (this.takes(/,/y));
    if (!this.takes(/\]/y)) throw new JsonFaulty("a ] is missing");
    return values;
  }

  private takes(pattern: RegExp): string | null {
    while (this.place < this.text.length && " \t\n\r".includes(this.text[this.place]!)) this.place += 1;
    pattern.lastIndex = this.place;
    const found = pattern.exec(this.text)?.[0] ?? null;
    this.place += found?.length ?? 0;
    return found;
  }
}

/** The one way to write this down, in UTF-8. Raises `JsonFaulty` for half of a surrogate pair. */
export function canonical(value: Json): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(written(value));
}

function written(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(written).join(",")}]`;
  if (value === null || typeof value !== "object") return quoted(value);
  const names = Object.keys(value).sort(byCodePoints);
  return `{${names.map((name) => `${quoted(name)}:${written(value[name]!)}`).join(",")}}`;
}

/** Half of a surrogate pair has no UTF-8; JSON.stringify alone would hide it in an escape. */
function quoted(value: boolean | number | string | null): string {
  if (typeof value === "string" && HALF_A_PAIR.test(value)) throw new JsonFaulty("a text in it is broken");
  return JSON.stringify(value);
}

/** As Python orders texts: by code points, not by UTF-16's units. */
export function byCodePoints(left: string, right: string): number {
  const [first, second] = [Array.from(left), Array.from(right)];
  for (let place = 0; place < Math.min(first.length, second.length); place += 1) {
    const difference = first[place]!.codePointAt(0)! - second[place]!.codePointAt(0)!;
    if (difference) return difference;
  }
  return first.length - second.length;
}
