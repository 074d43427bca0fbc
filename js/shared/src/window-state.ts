/** What all widgets of this browser window share, however many bundles, or releases of one, were loaded into it. */

/** What others need of a saver. */
export interface Flushable {
  readonly unsaved: boolean;
  about: { graded?: boolean; private?: boolean };
  flush(): void;
}

interface WindowState {
  /** The window's name. */
  window: string;
  count: number;
  /** The prefixes of items that this window has shown. */
  shown: Set<string>;
  /** Drafts as JSON, also where localStorage is not to be had. */
  drafts: Map<string, string>;
  /** Private texts that are not to be kept: here, in the page's memory, alone. */
  unkept: Map<string, string>;
  savers: Set<Flushable>;
}

/** The name of a window's lock: the browser frees it when the window is gone, however it went. */
export const lockOf = (window: string): string => `babyinmind:window:${window}`;

/** Web Locks; undefined over plain http from elsewhere than one's own machine. */
export const locks = (): LockManager | undefined => (navigator as { locks?: LockManager }).locks;

function openWindow(): string {
  const name = Math.random().toString(36).slice(2, 10) + Date.now().toString(36);
  void locks()?.request(lockOf(name), () => new Promise(() => undefined));
  return name;
}

const KEY = Symbol.for("babyinmind.page");
const shared = globalThis as unknown as Record<symbol, WindowState | undefined>;

export const WINDOW: WindowState = (shared[KEY] ??= {
  window: openWindow(),
  count: 0,
  shown: new Set(),
  drafts: new Map(),
  unkept: new Map(),
  savers: new Set(),
});

/** A name that no other window and nothing else in this one has. */
export const unique = (): string => `${WINDOW.window}-${++WINDOW.count}`;

