import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RETRY } from "@babyinmind/shared/saver";
import { WINDOW } from "@babyinmind/shared/window-state";
import reflection, { lengthWords } from "@babyinmind/widgets/reflection";
import { enter, find, labeled, show, type Message, type Shown } from "./show";

type Sent = Message | { type: "erase"; draft: string };

let names = 0;

function open(item: object = {}, more: object = {}): Shown<object, Sent> {
  const common = { id: `r-${++names}`, kind: "reflection", title: "Think", prompt: "<p>Of what?</p>", private: false, words: null, about: [] };
  const traits = { answer: null, store: "store", module: "m", reader: "An instructor reads this.", support: "" };
  return show<object, Sent>(reflection, { ...traits, ...more, item: { ...common, ...item } });
}

const kept = (): string[] => Object.keys(localStorage).filter((key) => key.startsWith("babyinmind:store:r-"));

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
  WINDOW.drafts.clear();
  WINDOW.unkept.clear();
});
afterEach(() => void vi.useRealTimers());

test("what is written is sent once the typing pauses, with what it is about", () => {
  const { el, model } = open({ about: [{ id: "work", html: "My work" }, { id: "family", html: "A family" }] });
  expect(el.textContent).toContain("An instructor reads this.");
  enter(labeled(el, "Think"), "I wonder.");
  labeled(el, "A family").click();
  vi.advanceTimersByTime(1000);
  expect(model.last).toMatchObject({ type: "save", value: { about: "family", text: "I wonder." } });
});

test("a private one says who could read it, and names no reader", () => {
  const { el, model } = open({ private: true });
  expect(el.textContent).toContain("This is for you alone. It is never handed in.");
  expect(el.textContent).not.toContain("An instructor reads this.");
  enter(labeled(el, "Think"), "Secret.");
  vi.advanceTimersByTime(1000);
  expect(model.last).toMatchObject({ value: { text: "Secret." } });
});

test("without a place to keep it nothing is sent, and the page says that it is gone with it", () => {
  const { el, model } = open({ private: true }, { store: "" });
  expect(el.textContent).toContain("It is not kept anywhere");
  enter(labeled(el, "Think"), "Secret.");
  vi.advanceTimersByTime(1000);
  expect(model.sent).toEqual([]);
});

test("what is not to be kept is erased everywhere, and stays in the page's memory alone", () => {
  const { el, model, close } = open({ private: true, id: "r-unkept" });
  enter(labeled(el, "Think"), "Secret.");
  localStorage.setItem("babyinmind:store:r-unkept:another", JSON.stringify({ value: { text: "Secret, too." } }));
  expect(kept()).toHaveLength(2);
  labeled(el, "Keep what I write").click();
  expect(model.last.type).toBe("erase");
  expect([kept(), JSON.stringify(localStorage).includes("Secret")]).toEqual([[], false]);
  vi.advanceTimersByTime(RETRY);
  expect(model.sent.filter(({ type }) => type === "erase")).toHaveLength(2);
  model.say({ type: "erased", draft: model.last.draft });
  expect(find(el, "p", "Nothing of this is kept.")).toBeTruthy();
  const before = model.sent.length;
  enter(labeled(el, "Think"), "More.");
  vi.advanceTimersByTime(60000);
  expect([model.sent.length, kept()]).toEqual([before, []]);
  close();
  const again = open({ private: true, id: "r-unkept" });
  expect([labeled(again.el, "Think").value, labeled(again.el, "Keep what I write").checked]).toEqual(["More.", false]);
});

test.each([
  ["", null, "0 words"],
  ["one", [2, 3], "1 word. 2 to 3 are suggested; fewer is fine too."],
  ["one two", [2, 3], "2 words. 2 to 3 are suggested."],
  ["one two three four", [2, 3], "4 words. 2 to 3 are suggested; more is fine too."],
])("of “%s” with %o it says: %s", (written, words, said) => {
  expect(lengthWords(written, words as [number, number] | null)).toBe(said);
});
