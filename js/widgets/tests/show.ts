/** Shows a widget on the page of a test, as the loader does. */
import type { Answer, SaveMessage } from "@babyinmind/shared/model";
import type { Widget } from "@babyinmind/widgets/widget";
import { TestModel } from "../../shared/tests/kernel";

export interface QuestionTraits {
  item: object;
  answer: Answer<unknown> | null;
  store: string;
  module: string;
  remarks: object | null;
  preview: object | null;
}

export type Message = SaveMessage<unknown>;

export interface Shown<Traits extends object, Sent> {
  model: TestModel<Traits, Sent>;
  el: HTMLElement;
  /** The view goes away. */
  close: () => void;
}

export function show<Traits extends object, Sent = Message>(widget: Widget, traits: Traits): Shown<Traits, Sent> {
  const model = new TestModel<Traits, Sent>(traits);
  const el = document.createElement("div");
  document.body.append(el);
  const view = new AbortController();
  widget.render({ model, el, signal: view.signal });
  return { model, el, close: () => view.abort() };
}

let names = 0;

/** A question, each time with an id of its own, so that no test takes up another's draft. */
export function showQuestion(widget: Widget, item: object, more: Partial<QuestionTraits> = {}): Shown<QuestionTraits, Message> {
  const common = { id: `q-${++names}`, prompt: "<em>What</em>?", practice: false, confidence: false };
  const traits = { answer: null, store: "store", module: "m", remarks: null, preview: null };
  return show(widget, { ...traits, ...more, item: { ...common, ...item } });
}

export const answered = (value: unknown, confidence: string | null = null): Answer<unknown> =>
  ({ value, revision: 1, at: "2026-11-22T09:00:00+00:00", confidence });

/** What a person finds by its tag and words. */
export function find<K extends keyof HTMLElementTagNameMap>(root: Element, tag: K, words = ""): HTMLElementTagNameMap[K] {
  const found = [...root.querySelectorAll(tag)].find((node) => (node.textContent ?? "").includes(words));
  if (!found) throw new Error(`there is no <${tag}> with “${words}” in ${root.outerHTML}`);
  return found;
}

/** The control that a label with these words names. */
export function labeled(root: Element, words: string): HTMLInputElement & HTMLSelectElement & HTMLTextAreaElement {
  const label = find(root, "label", words);
  const control = label.querySelector("input, select, textarea") ?? document.getElementById(label.htmlFor);
  if (!control) throw new Error(`the label “${words}” names no control`);
  return control as HTMLInputElement & HTMLSelectElement & HTMLTextAreaElement;
}

/** Type or choose a value, as the browser tells it. */
export function enter(control: HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement, value: string): void {
  control.value = value;
  control.dispatchEvent(new Event("input", { bubbles: true }));
  control.dispatchEvent(new Event("change", { bubbles: true }));
}

export const OPTIONS = [
  { id: "a", html: "<b>Ann</b>", plain: "Ann" },
  { id: "b", html: "Ben", plain: "Ben" },
  { id: "c", html: "Cat", plain: "Cat" },
];
