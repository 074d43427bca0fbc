/** What every widget carries itself: it gets the bundles from the kernel's one Code model, once a page. */
import type { Context, Model } from "@babyinmind/shared/model";
import type { Widget } from "./widget";

/** Milliseconds in which the kernel's Code model is known to this window. */
const CODE_WITHIN = 15000;

/** Kind of item -> what shows it. */
export type Bundle = Record<string, Widget>;

interface CodeTraits {
  /** Changes when any of the others does. */
  version: string;
  /** Bundle -> its script, an ES module whose default is a `Bundle`. */
  scripts: Record<string, string>;
  style: string;
}

type Code = Pick<Model<CodeTraits>, "get">;

/** Of a widget's model. */
export interface Carrier {
  get(name: "code"): string;
  get(name: "item"): { kind: string };
  widget_manager: { has_model(id: string): boolean; get_model(id: string): Promise<Code> };
}

async function codeOf(model: Carrier): Promise<Code> {
  const [manager, id] = [model.widget_manager, model.get("code")];
  // A window that has just come to a running kernel may still be taking over its models.
  for (const start = Date.now(); !manager.has_model(id) && Date.now() - start < CODE_WITHIN; ) {
    await new Promise((done) => setTimeout(done, 50));
  }
  return manager.get_model(id);
}

function addStyle(code: Code): void {
  const id = "babyinmind-style";
  const old = document.getElementById(id);
  if (old?.dataset.version === code.get("version")) return;
  const style = document.createElement("style");
  style.id = id;
  style.dataset.version = code.get("version");
  style.textContent = code.get("style");
  old?.remove();
  document.head.append(style);
}

async function imported(script: string): Promise<Bundle> {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  try {
    return ((await import(/* @vite-ignore */ address)) as { default: Bundle }).default;
  } finally {
    URL.revokeObjectURL(address);
  }
}

const KEY = Symbol.for("babyinmind.bundles");
const shared = globalThis as unknown as Record<symbol, Map<string, Promise<Bundle>> | undefined>;

/** A bundle, from then on known to every widget of this page whose kernel has the same. */
async function bundleOf(code: Code, name: string, script: string): Promise<Bundle> {
  const known = (shared[KEY] ??= new Map<string, Promise<Bundle>>());
  const key = `${code.get("version")} ${name}`;
  const bundle = known.get(key) ?? imported(script);
  known.set(key, bundle);
  try {
    return await bundle;
  } catch (error) {
    known.delete(key); // to be tried again
    throw error;
  }
}

async function widgetOf(model: Carrier): Promise<Widget> {
  const code = await codeOf(model);
  const { kind } = model.get("item");
  addStyle(code);
  for (const [name, script] of Object.entries(code.get("scripts"))) {
    const found = (await bundleOf(code, name, script))[kind];
    if (found) return found;
  }
  throw new Error(`No script of the kernel's shows an item of the kind ${kind}.`);
}

export default {
  async render(context: Context<Carrier>): Promise<void> {
    try {
      const widget = await widgetOf(context.model);
      if (!context.signal.aborted) widget.render(context);
    } catch (error) {
      console.error(error);
      context.el.textContent = "This part of the page could not be shown. Please load the page again; your answers are kept.";
    }
  },
};
