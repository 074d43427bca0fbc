import { afterEach, beforeEach, expect, test, vi } from "vitest";
import loader, { type Carrier } from "@babyinmind/widgets/loader";

interface Kernel {
  version: string;
  scripts: Record<string, string>;
  style: string;
}

let releases = 0;
/** A kernel of a release of its own, whose script writes what it shows. */
const kernel = (more: Partial<Kernel> = {}): Kernel => ({
  version: `v${++releases}`,
  scripts: { learner: SCRIPT },
  style: ".bim { color: red }",
  ...more,
});
const SCRIPT = 'globalThis.imports = (globalThis.imports ?? 0) + 1; export default { choice: { render: ({ el }) => { el.textContent = "shown"; } } };';

/** The page's widget manager; it knows the Code model after so many milliseconds. */
function carrier(of: Kernel, kind = "choice", after = 0): Carrier {
  const known = Date.now() + after;
  const code = { get: (name: keyof Kernel) => of[name] };
  return {
    get: ((name: string) => (name === "code" ? "the code" : { kind })) as Carrier["get"],
    widget_manager: {
      has_model: () => Date.now() >= known,
      get_model: () => (Date.now() >= known ? Promise.resolve(code as never) : Promise.reject(new Error("no such model"))),
    },
  };
}

async function render(model: Carrier): Promise<HTMLElement> {
  const el = document.createElement("div");
  await loader.render({ model, el, signal: new AbortController().signal });
  return el;
}

const state = globalThis as { imports?: number };

beforeEach(() => {
  state.imports = 0;
  document.head.replaceChildren();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
  // Node imports no address of a blob, as browsers do, and knows a module with the same text again.
  vi.spyOn(URL, "createObjectURL").mockImplementation((blob) =>
    `data:text/javascript,${encodeURIComponent(`${texts.get(blob as Blob) ?? ""}\n// ${++addresses}`)}`);
  vi.stubGlobal("Blob", class extends Blob {
    constructor(parts: string[], options: BlobPropertyBag) {
      super(parts, options);
      texts.set(this, parts.join(""));
    }
  });
});
const texts = new Map<Blob, string>();
let addresses = 0;

afterEach(() => vi.unstubAllGlobals());

test("a bundle is imported once for all widgets of a kernel, and shows the kind", async () => {
  const one = kernel();
  expect((await render(carrier(one))).textContent).toBe("shown");
  expect((await render(carrier(one))).textContent).toBe("shown");
  expect(state.imports).toBe(1);
});

test("it waits for a Code model that this window does not know yet", async () => {
  expect((await render(carrier(kernel(), "choice", 200))).textContent).toBe("shown");
});

test("the kind is found in whichever bundle has it", async () => {
  const instructor = 'export default { cohort_hours: { render: ({ el }) => { el.textContent = "hours"; } } };';
  const one = kernel({ scripts: { learner: SCRIPT, instructor } });
  expect((await render(carrier(one, "cohort_hours"))).textContent).toBe("hours");
});

test("what cannot be shown says what to do, and is tried again with the next widget", async () => {
  const one = kernel({ scripts: { learner: "throw new Error('cut off')" } });
  expect((await render(carrier(one))).textContent).toContain("Please load the page again; your answers are kept.");
  one.scripts = { learner: SCRIPT };
  expect((await render(carrier(one))).textContent).toBe("shown");
  expect((await render(carrier(one, "unknown"))).textContent).toContain("could not be shown");
});

test("a kernel of a newer release brings its own script and style", async () => {
  await render(carrier(kernel({ style: ".old {}" })));
  await render(carrier(kernel({ style: ".new {}" })));
  expect([...document.querySelectorAll("style")].map(({ textContent }) => textContent)).toEqual([".new {}"]);
  expect(state.imports).toBe(2);
});

test("a view that was closed meanwhile is not drawn", async () => {
  const el = document.createElement("div");
  await loader.render({ model: carrier(kernel()), el, signal: AbortSignal.abort() });
  expect(el.textContent).toBe("");
});
