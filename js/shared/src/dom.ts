/** Building elements, and waiting for the page. */

export type Props = Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>;
export type Child = Node | string | null | undefined;

/**
 * An element. A function listens to the event of its name; null, undefined and false are left out.
 * `html` is for texts that the kernel rendered from an item, never for a learner's.
 */
export function make<K extends keyof HTMLElementTagNameMap>(tag: K, props: Props = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (typeof value === "function") node.addEventListener(name, value);
    else if (name === "html") node.innerHTML = String(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

export const button = (words: string, press: () => void, props: Props = {}): HTMLButtonElement =>
  make("button", { type: "button", class: "bim-button", click: press, ...props }, words);

/** Set a text only when it differs, so that a live region says nothing twice. */
export function say(node: Node, words: string): void {
  if (node.textContent !== words) node.textContent = words;
}

/** As `setTimeout`, whose number the browser gives. */
export const later = (act: () => void, milliseconds: number): number => setTimeout(act, milliseconds);

export const pause = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

/** Wait until something is so, at most so long; whether it came to be. */
export async function until(isSo: () => boolean, milliseconds: number): Promise<boolean> {
  for (const start = Date.now(); !isSo(); await pause(50)) {
    if (Date.now() - start > milliseconds) return false;
  }
  return true;
}

/** Notebook shortcuts must not take the keys that an answer needs; what the browser itself does is left alone. */
export function keepKeys(event: KeyboardEvent): void {
  const passes = event.key === "Escape" || event.key === "Tab" || /^F\d+$/.test(event.key);
  const command = (event.ctrlKey || event.metaKey || event.altKey) && event.key !== "Enter";
  if (!passes && !command) event.stopPropagation();
}

/** Go to an element, with the focus, as a link within the page would. */
export function goTo(node: HTMLElement | null | undefined): void {
  if (!node) return;
  node.closest("details")?.setAttribute("open", "");
  if (!node.hasAttribute("tabindex")) node.tabIndex = -1;
  node.scrollIntoView({ block: "start" });
  node.focus({ preventScroll: true });
}
