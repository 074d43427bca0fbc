/** A widget's model as anywidget gives it, and what crosses between page and kernel. */

/** `Traits` are what the kernel shows, `Received` and `Sent` its custom messages and ours. */
export interface Model<Traits, Received = never, Sent = never> {
  get<K extends keyof Traits & string>(name: K): Traits[K];
  on(event: `change:${keyof Traits & string}`, heard: () => void): void;
  on(event: "msg:custom", heard: (message: Received) => void): void;
  off(event: `change:${keyof Traits & string}`, heard: () => void): void;
  off(event: "msg:custom", heard: (message: Received) => void): void;
  send(message: Sent): void;
}

/** What anywidget hands to `render`; the signal aborts when the view goes away. */
export interface Context<M> {
  model: M;
  el: HTMLElement;
  signal: AbortSignal;
}

/** An answer as the kernel has it on disk; `at` is ISO 8601. */
export interface Answer<Value> {
  value: Value;
  revision: number;
  at: string;
  confidence: string | null;
}

export interface SavingTraits<Value, Item extends { id: string; kind: string } = { id: string; kind: string }> {
  item: Item;
  answer: Answer<Value> | null;
  /** The response store's id, "" where nothing is kept. */
  store: string;
  module: string;
}

export type SaveType = "save" | "check";

/** `draft` is a token, which the reply names; `edited` the revision that was edited; `again`: it was sent before. */
export interface SaveMessage<Value> {
  type: SaveType;
  value: Value;
  confidence: string | null;
  edited: number;
  draft: string;
  window: string;
  again: boolean;
}

/** `final`: to try again is of no use. */
/** What any message may have that a widget hears: of which request it speaks, and why that failed. */
export interface Heard {
  type: string;
  draft?: string;
  message?: string;
}

export type SaveReply<Value> =
  | { type: "saved" | "stale"; draft: string; answer: Answer<Value> }
  | { type: "failed"; draft: string; message: string; final?: boolean };
