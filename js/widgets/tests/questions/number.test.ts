import { afterEach, beforeEach, expect, test, vi } from "vitest";
import number, { asNumber } from "../../../../src/babyinmind/questions/number/question";
import { answered, enter, labeled, showQuestion } from "../show";

const ITEM = { kind: "number", unit: "%", minimum: 0, maximum: 100 };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ["12", 12], ["12.5", 12.5], ["12,5", 12.5], [" 1,234 ", 1234], ["1,234,567.5", 1234567.5], ["1 234", 1234], ["−3", -3], ["+3", 3],
  ["12 %", 12], ["12%", 12], [".5", 0.5], ["twelve", null], ["", null], ["1.2.3", null], ["1,23,4", null],
])("%s is the number %s", (written, meant) => {
  expect(asNumber(written, "%")).toBe(meant);
});

test("a number is sent once the typing pauses", () => {
  const { el, model } = showQuestion(number, ITEM);
  enter(labeled(el, "What?"), "62,5");
  expect(model.sent).toEqual([]);
  vi.advanceTimersByTime(1000);
  expect(model.last.value).toBe(62.5);
});

test.each([["many", "digits"], ["-1", "0 or more"], ["101", "100 or less"]])("%s is not sent, and the fault is said", (written, fault) => {
  const { el, model } = showQuestion(number, ITEM);
  const input = labeled(el, "What?");
  enter(input, written);
  vi.advanceTimersByTime(1000);
  expect(model.sent).toEqual([]);
  expect(el.querySelector(".bim-fault")?.textContent).toContain(fault);
  expect(input.getAttribute("aria-invalid")).toBe("true");
  enter(input, "5");
  expect(el.querySelector(".bim-fault")?.textContent).toBe("");
});

test("an empty field is no answer", () => {
  const { el, model } = showQuestion(number, ITEM, { answer: answered(3) });
  expect(labeled(el, "What?").value).toBe("3");
  enter(labeled(el, "What?"), " ");
  vi.advanceTimersByTime(1000);
  expect(model.last.value).toBeNull();
});

test("what was typed stays as it was typed when it comes back as the same number", () => {
  const { el, model } = showQuestion(number, ITEM);
  enter(labeled(el, "What?"), "62,50 %");
  vi.advanceTimersByTime(1000);
  model.say({ type: "saved", draft: model.last.draft, answer: answered(62.5) });
  model.set("answer", { ...answered(62.5), revision: 2 });
  expect(labeled(el, "What?").value).toBe("62,50 %");
});

test.each([
  [{ minimum: 0, maximum: 100 }, "A number from 0 to 100."],
  [{ minimum: 0, maximum: null }, "A number, 0 or more."],
  [{ minimum: null, maximum: 100 }, "A number, 100 or less."],
  [{ minimum: null, maximum: null }, "A number."],
])("the range %o is said", (range, words) => {
  expect(showQuestion(number, { ...ITEM, ...range }).el.querySelector(".bim-hint")?.textContent).toBe(words);
});
