/** What every widget shares: how it is shown, and the frame around it. */
import { keepKeys, make } from "@babyinmind/shared/dom";
import type { Context } from "@babyinmind/shared/model";

/** A widget as the loader shows it; `render` may be called for several views of one model. */
export interface Widget {
  render(context: Context<unknown>): void;
}

/** A widget of a typed model. Which model the kernel made for which kind of item, no type can know: so here alone it is believed. */
export const widget = <M>(render: (context: Context<M>) => void): Widget => ({
  render: (context) => render(context as Context<M>),
});

/** The root of an item on the page. */
export function frame<Item extends { id: string }>(model: { get(name: "item"): Item }, host: HTMLElement, kind: string): HTMLElement {
  const root = make("div", { class: `bim bim-${kind}`, "data-bim-item": model.get("item").id });
  root.addEventListener("keydown", keepKeys);
  host.append(root);
  return root;
}

/** Send what need not arrive: without a connection, what stands here is what was known. Whether it was sent. */
export function sendIfConnected<Sent>(model: { send(message: Sent): void }, message: Sent): boolean {
  try {
    model.send(message);
    return true;
  } catch {
    return false;
  }
}

/** Ask the kernel for what is new, now and whenever somebody comes back to a page that was run long ago. */
export function refreshWhenSeen(model: { send(message: { type: "refresh" }): void }, signal: AbortSignal): void {
  const again = (): void => {
    if (document.visibilityState === "visible") sendIfConnected(model, { type: "refresh" });
  };
  document.addEventListener("visibilitychange", again, { signal });
  window.addEventListener("pageshow", again, { signal });
  again();
}

/** Call back at each change of a trait, until the view goes away. */
export function watch<Name extends string>(
  model: { on(event: `change:${Name}`, heard: () => void): void; off(event: `change:${Name}`, heard: () => void): void },
  name: Name,
  changed: () => void,
  signal: AbortSignal,
): void {
  model.on(`change:${name}`, changed);
  signal.addEventListener("abort", () => model.off(`change:${name}`, changed));
}
