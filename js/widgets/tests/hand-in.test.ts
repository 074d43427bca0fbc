import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { WINDOW } from "@babyinmind/shared/window-state";
import handIn from "@babyinmind/widgets/hand-in";
import { find, show, type Shown } from "./show";

interface Sent {
  type: string;
  draft: string;
}

const traits = {
  item: { id: "hand-in", prompt: "", start: "../start-here.ipynb" }, module: "m", looks: false, receipt: null, results: null,
  progress: { total: 3, answered: 2, blank: [{ id: "q", title: "The last one" }] },
};
const open = (more: object = {}): Shown<object, Sent> => show<object, Sent>(handIn, { ...traits, ...more });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  WINDOW.savers.clear();
  vi.useRealTimers();
});

test("it says what is blank, asks once more, and then hands in", async () => {
  const { el, model } = open();
  expect(el.textContent).toContain("Answered 2 of 3. Still blank:");
  find(el, "button", "Hand in…").click();
  expect(model.sent).toEqual([]);
  expect(el.textContent).toContain("1 still blank. Blank answers earn no points:");
  find(el, "button", "Hand in now").click();
  await vi.advanceTimersByTimeAsync(0);
  expect(model.last.type).toBe("hand_in");
  model.say({ type: "handed_in", draft: model.last.draft, receipt: { at: "2026-11-22T09:00:00+00:00", lines: ["2 answers."] } });
  expect(find(el, "div", "Handed in:").textContent).toContain("2 answers.");
});

test("answers that are not saved are not handed in", async () => {
  const { el, model } = open();
  const flush = vi.fn();
  WINDOW.savers.add({ unsaved: true, about: { graded: true }, flush });
  find(el, "button", "Hand in…").click();
  find(el, "button", "Hand in now").click();
  await vi.advanceTimersByTimeAsync(11000);
  expect(flush).toHaveBeenCalled();
  expect(model.sent).toEqual([]);
  expect(el.textContent).toContain("1 of your answers on this page is not saved yet, so it was not handed in.");
});

test("where no receipt comes, it says so", async () => {
  const { el } = open();
  find(el, "button", "Hand in…").click();
  find(el, "button", "Hand in now").click();
  await vi.advanceTimersByTimeAsync(121000);
  expect(el.textContent).toContain("No receipt came.");
});

test("results are looked for by themselves where they come later, quietly", async () => {
  const { el, model } = open({ looks: true, receipt: { at: "2026-11-22T09:00:00+00:00", lines: [] } });
  await vi.advanceTimersByTimeAsync(3000);
  expect(model.last.type).toBe("look");
  model.say({ type: "looked", draft: model.last.draft, message: "" });
  expect(el.textContent).not.toContain("These are the newest results.");
  find(el, "button", "Look for results").click();
  model.say({ type: "looked", draft: model.last.draft, message: "" });
  expect(el.textContent).toContain("These are the newest results.");
});
