import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { make } from "../src/dom";
import { draftsOf, type Draft } from "../src/drafts";
import type { Answer, SaveMessage } from "../src/model";
import { ANSWER_WITHIN, PAUSE, RETRY, Saver } from "../src/saver";
import { WINDOW } from "../src/window-state";
import { TestModel } from "./kernel";

type Text = string;

interface Traits {
  item: { id: string; kind: string };
  answer: Answer<Text> | null;
  store: string;
  module: string;
}

let names = 0;

/** An item of its own for each test, shown on the page; `shown` is what its control shows. */
class Item {
  readonly id: string;
  readonly model: TestModel<Traits, SaveMessage<Text>>;
  readonly root = make("div", {}, make("input"));
  readonly saver: Saver<Text>;
  shown: [Text | null | undefined, string | null] | null = null;

  constructor(answer: Answer<Text> | null = null, id = `item-${++names}`) {
    this.id = id;
    this.model = new TestModel<Traits, SaveMessage<Text>>({ item: { id, kind: "choice" }, answer, store: "store", module: "m" });
    this.saver = new Saver<Text>(this.model, this.root, {
      show: (value, confidence) => (this.shown = [value, confidence]),
      words: (value) => `the words ${value}`,
      answered: (value) => Boolean(value),
    });
    this.root.append(this.saver.status, this.saver.asides);
    document.body.append(this.root);
  }

  get prefix(): string {
    return `babyinmind:store:${this.id}:`;
  }

  get state(): string | undefined {
    return this.root.dataset.bimState;
  }

  get drafts(): Draft<Text>[] {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(this.prefix))
      .map((key) => JSON.parse(localStorage.getItem(key) ?? "") as Draft<Text>);
  }

  /** The kernel has the last message on disk, as this revision. */
  acknowledge(revision: number, message = this.model.last): void {
    const { value, confidence, draft } = message;
    this.model.say({ type: "saved", draft, answer: answered(value, revision, confidence) });
  }
}

const answered = (value: Text, revision = 1, confidence: string | null = null): Answer<Text> =>
  ({ value, revision, at: "2026-11-22T09:00:00+00:00", confidence });

const left = (value: Text, more: Partial<Draft<Text>> = {}): Draft<Text> =>
  ({ value, confidence: null, type: "save", edited: 0, sent: null, at: 1, ...more });

/** Another window's draft, as it lies in the browser's storage. */
function leave(item: Item, draft: Draft<Text>, key = draft.window ?? "other"): void {
  localStorage.setItem(item.prefix + key, JSON.stringify(draft));
}

/** The browser's locks, of which those of living windows are held. */
function lockManager(...living: string[]): void {
  const request = async (name: string, _options: unknown, act: (lock: object | null) => unknown): Promise<void> => {
    await act(living.includes(name.replace("babyinmind:window:", "")) ? null : {});
  };
  vi.stubGlobal("navigator", { ...navigator, locks: { request } });
}

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  WINDOW.drafts.clear();
});

afterEach(() => {
  for (const saver of WINDOW.savers) (saver as Saver<Text>).stop();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  document.body.replaceChildren();
});

test("a draft is kept in the browser until the kernel has acknowledged it", async () => {
  const item = new Item();
  await item.saver.start();
  expect([item.state, item.saver.unsaved]).toEqual(["", false]);
  item.saver.edit("a", "sure");
  expect(item.model.sent).toHaveLength(1);
  expect(item.model.last).toMatchObject({ type: "save", value: "a", confidence: "sure", edited: 0, again: false, window: WINDOW.window });
  expect([item.state, item.saver.unsaved, item.drafts[0]?.value]).toEqual(["saving", true, "a"]);
  item.acknowledge(1);
  expect([item.state, item.saver.unsaved, item.drafts]).toEqual(["saved", false, []]);
  expect(item.saver.status.textContent).toMatch(/^Saved /);
  expect(item.root.dataset).toMatchObject({ bimAnswered: "true" });
});

test("the keys and fields of a draft are those that lie in people's browsers", async () => {
  const item = new Item(answered("old", 3));
  await item.saver.start();
  item.saver.edit("a", null);
  const written = JSON.parse(localStorage.getItem(`babyinmind:store:${item.id}:${WINDOW.window}`) ?? "null") as object;
  expect(written).toEqual({
    value: "a", confidence: null, type: "save", edited: 3, sent: '["a",null]', at: Date.now(), window: WINDOW.window,
  });
});

test("what is typed is sent after a pause, and at the latest after a while", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null, { pause: PAUSE });
  vi.advanceTimersByTime(PAUSE - 1);
  expect(item.model.sent).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(item.model.last.value).toBe("a");
  item.acknowledge(1);
  for (let letter = 0; letter < 9; letter++) {
    item.saver.edit(`b${letter}`, null, { pause: PAUSE });
    vi.advanceTimersByTime(PAUSE - 50);
  }
  expect(item.model.sent.length).toBeGreaterThan(1);
});

test.each(["focusout", "pagehide", "visibilitychange"])("what waits for a pause is sent at %s", async (event) => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null, { pause: PAUSE });
  vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  ({ focusout: item.root, pagehide: window, visibilitychange: document })[event]?.dispatchEvent(new Event(event));
  expect(item.model.sent).toHaveLength(1);
});

test("one save is under way at a time, and the newest value follows it with its revision", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null);
  item.saver.edit("b", null);
  item.saver.edit("c", null);
  expect(item.model.sent.map(({ value }) => value)).toEqual(["a"]);
  item.acknowledge(1);
  expect(item.model.sent.map(({ value, edited }) => [value, edited])).toEqual([["a", 0], ["c", 1]]);
  expect(item.state).toBe("saving");
  item.acknowledge(2);
  expect(item.state).toBe("saved");
});

test("a kernel that does not answer is asked again and again, and the page says so", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null);
  vi.advanceTimersByTime(ANSWER_WITHIN);
  expect(item.state).toBe("unsaved");
  expect(item.saver.status.textContent).toContain("The course is not answering just now.");
  expect(item.model.sent.map(({ again }) => again)).toEqual([false, true]);
  vi.advanceTimersByTime(RETRY);
  expect(item.model.sent).toHaveLength(3);
  const first = item.model.sent[0];
  item.acknowledge(1, first);
  expect([item.state, item.drafts]).toEqual(["saved", []]);
});

test("without a connection nothing is lost, and it is sent when there is one", async () => {
  const item = new Item();
  item.model.isConnected = false;
  await item.saver.start();
  item.saver.edit("a", null);
  expect([item.model.sent, item.drafts.length]).toEqual([[], 1]);
  item.model.isConnected = true;
  vi.advanceTimersByTime(ANSWER_WITHIN);
  expect(item.model.last.value).toBe("a");
});

test("what could not be written is tried again, with its reason; what may not be is refused once", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null);
  item.model.say({ type: "failed", draft: item.model.last.draft, message: "The disk is full." });
  expect(item.saver.status.textContent).toBe("Not saved yet. The disk is full.");
  vi.advanceTimersByTime(RETRY);
  expect(item.model.sent).toHaveLength(2);
  item.model.say({ type: "failed", draft: item.model.last.draft, message: "This is no option.", final: true });
  expect([item.state, item.saver.status.textContent]).toEqual(["refused", "Not saved. This is no option."]);
  vi.advanceTimersByTime(10 * RETRY);
  expect(item.model.sent).toHaveLength(2);
});

test("replies to other windows are not heard", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null);
  item.model.say({ type: "saved", draft: "another's", answer: answered("b") });
  expect([item.state, item.drafts.length]).toEqual(["saving", 1]);
});

test("where another window saved first, its answer is shown and one's own is offered", async () => {
  const item = new Item(answered("old"));
  await item.saver.start();
  item.saver.edit("mine", null);
  item.model.say({ type: "stale", draft: item.model.last.draft, answer: answered("theirs", 2) });
  expect(item.shown).toEqual(["theirs", null]);
  expect(item.saver.asides.textContent).toContain("the words mine");
  expect(item.drafts.map(({ value, set }) => [value, set])).toEqual([["mine", true]]);
  item.saver.asides.querySelector("button")?.click();
  expect(item.model.last).toMatchObject({ value: "mine", edited: 2 });
  item.acknowledge(3);
  expect([item.saver.asides.textContent, item.drafts]).toEqual(["", []]);
});

test("an offer is left, and gone from the browser", async () => {
  const item = new Item(answered("old"));
  await item.saver.start();
  item.saver.edit("mine", null);
  item.model.say({ type: "stale", draft: item.model.last.draft, answer: answered("theirs", 2) });
  [...item.saver.asides.querySelectorAll("button")].at(-1)?.click();
  expect([item.saver.asides.textContent, item.drafts, item.model.sent.length]).toEqual(["", [], 1]);
});

test("another window's answer is shown, unless something here is not saved", async () => {
  const item = new Item();
  await item.saver.start();
  item.model.set("answer", answered("theirs"));
  expect([item.shown, item.state]).toEqual([["theirs", null], "saved"]);
  item.saver.edit("mine", null);
  item.model.set("answer", answered("theirs too", 2));
  expect(item.shown).toEqual(["theirs", null]);
});

test("a draft of a window that is gone is taken up and sent", async () => {
  lockManager("living");
  const item = new Item();
  leave(item, left("gone's", { window: "gone" }));
  await item.saver.start();
  expect(item.shown).toEqual(["gone's", null]);
  expect(item.model.last).toMatchObject({ value: "gone's", window: WINDOW.window });
  expect(item.drafts.map(({ window: writer }) => writer)).toEqual([WINDOW.window]);
});

test("a draft of a living window is left to it", async () => {
  lockManager("living");
  const item = new Item();
  leave(item, left("living's", { window: "living" }));
  await item.saver.start();
  expect([item.shown, item.model.sent]).toEqual([null, []]);
  expect(item.drafts.map(({ window: writer }) => writer)).toEqual(["living"]);
});

test("a draft that something was saved over is shown beside the answer, and told to the kernel", async () => {
  lockManager();
  const item = new Item(answered("saved", 5));
  leave(item, left("older", { window: "gone", edited: 2 }));
  await item.saver.start();
  expect(item.shown).toEqual(["saved", null]);
  expect(item.saver.asides.textContent).toContain("the words older");
  expect(item.model.last).toMatchObject({ value: "older", edited: 2, window: "", again: true });
});

test("a draft that was saved after all is forgotten", async () => {
  lockManager();
  const item = new Item(answered("same", 5));
  leave(item, left("same", { window: "gone", edited: 2 }));
  await item.saver.start();
  expect([item.drafts, item.model.sent, item.saver.asides.textContent]).toEqual([[], [], ""]);
});

test("without locks, drafts of others are taken up when an item is shown first, and not when it is mended", async () => {
  const item = new Item();
  leave(item, left("theirs"));
  await item.saver.start();
  expect(item.shown).toEqual(["theirs", null]);
  item.acknowledge(1);
  item.saver.stop();
  const again = new Item(answered("theirs"), item.id);
  leave(again, left("newer", { edited: 1 }));
  await again.saver.start();
  expect([again.shown, again.model.sent, again.saver.asides.textContent]).toEqual([["theirs", null], [], ""]);
});

test("what is held is not sent before it is checked, and is there when the page comes back", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.hold("a");
  vi.advanceTimersByTime(60000);
  expect([item.model.sent, item.saver.unsaved, item.drafts[0]?.held]).toEqual([[], false, true]);
  item.saver.stop();
  const again = new Item(null, item.id);
  await again.saver.start();
  expect([again.shown, again.model.sent]).toEqual([["a", null], []]);
  again.saver.edit("a", null, { type: "check" });
  expect(again.model.last.type).toBe("check");
});

test("where the browser's storage is not to be had, the page itself remembers", async () => {
  const refuse = (): never => {
    throw new DOMException("denied", "SecurityError");
  };
  vi.stubGlobal("localStorage", new Proxy({}, { get: refuse, ownKeys: refuse }));
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null);
  item.saver.stop();
  expect(draftsOf<Text>(item.prefix).map(([, { value }]) => value)).toEqual(["a"]);
  const again = new Item(null, item.id);
  await again.saver.start();
  expect(again.shown).toEqual(["a", null]);
  again.acknowledge(1);
  expect(draftsOf(item.prefix)).toEqual([]);
});

test("what is no draft is erased, and harms nothing", async () => {
  const item = new Item();
  localStorage.setItem(`${item.prefix}broken`, "{");
  await item.saver.start();
  expect(localStorage.getItem(`${item.prefix}broken`)).toBeNull();
});

test("a saver that is stopped hears and sends nothing more", async () => {
  const item = new Item();
  await item.saver.start();
  item.saver.edit("a", null);
  item.saver.stop();
  vi.advanceTimersByTime(60000);
  item.acknowledge(1);
  expect([item.model.sent.length, item.drafts.length, WINDOW.savers.size]).toEqual([1, 1, 0]);
});
