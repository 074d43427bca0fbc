/** Building elements. */
type Props = Record<string, string | boolean | null | EventListener>;

export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') {
      node.addEventListener(name, value);
    } else if (value !== null && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children);
  return node;
}

export const button = (words: string, press: () => void, props: Props = {}): HTMLButtonElement =>
  make('button', { type: 'button', click: press, ...props }, words);

/** Set a text only when it differs, so that a live region says nothing twice. */
export function say(node: HTMLElement, words: string): void {
  if (node.textContent !== words) {
    node.textContent = words;
  }
}

export const pause = (milliseconds: number): Promise<void> => new Promise(done => setTimeout(done, milliseconds));

/** Wait until something is so, at most so long; whether it came to be. */
export async function until(isSo: () => boolean, milliseconds: number): Promise<boolean> {
  for (const start = Date.now(); !isSo(); await pause(50)) {
    if (Date.now() - start > milliseconds) {
      return false;
    }
  }
  return true;
}
