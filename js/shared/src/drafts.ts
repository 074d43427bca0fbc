/** What was typed and is not acknowledged yet: in this page, and in the browser's storage. */
import type { SaveType } from "./model";
import { WINDOW } from "./window-state";

export interface Draft<Value> {
  value: Value;
  confidence: string | null;
  type: SaveType;
  /** The revision that was edited. */
  edited: number;
  /** What was sent last, as `textOf` gives it. */
  sent: string | null;
  /** When, in milliseconds. */
  at: number;
  /** Not to be sent yet. */
  held?: boolean;
  /** Set aside: shown, and for the learner to decide. */
  set?: boolean;
  /** Whose it is; absent in drafts of early releases. */
  window?: string;
}

export function setDraft<Value>(key: string, draft: Draft<Value>): void {
  const written = JSON.stringify(draft);
  WINDOW.drafts.set(key, written);
  try {
    localStorage.setItem(key, written);
  } catch {
    /* not to be had, or full: the page itself remembers */
  }
}

export function eraseDraft(key: string): void {
  WINDOW.drafts.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    /* nothing was kept there */
  }
}

export function getDraft<Value>(prefix: string, key: string): Draft<Value> | undefined {
  return draftsOf<Value>(prefix).find(([found]) => found === key)?.[1];
}

/** All drafts whose keys begin so, newest first; what is no draft is erased. */
export function draftsOf<Value>(prefix: string): [string, Draft<Value>][] {
  const written = new Map<string, string | null>();
  try {
    for (const key of Object.keys(localStorage)) written.set(key, localStorage.getItem(key));
  } catch {
    /* not to be had */
  }
  for (const [key, draft] of WINDOW.drafts) written.set(key, draft);
  const found: [string, Draft<Value>][] = [];
  for (const [key, draft] of written) {
    if (!key.startsWith(prefix) || draft === null) continue;
    try {
      found.push([key, JSON.parse(draft) as Draft<Value>]);
    } catch {
      eraseDraft(key);
    }
  }
  return found.sort((a, b) => b[1].at - a[1].at);
}
