import { expect, test } from "vitest";
import order from "../../../../src/babyinmind/questions/order/question";
import { answered, find, OPTIONS, showQuestion } from "../show";

const ITEM = { kind: "order", options: OPTIONS };
const steps = (el: Element): (string | null)[] => [...el.querySelectorAll(".bim-step-text")].map((node) => node.textContent);
const spoken = (el: Element): string | null | undefined => el.querySelector("p.bim-unseen[role=status]")?.textContent;

test("an order counts only once a step was moved, or it is said to be right", () => {
  const { el, model } = showQuestion(order, ITEM);
  expect(steps(el)).toEqual(["Ann", "Ben", "Cat"]);
  expect(el.textContent).toContain("This order does not count yet.");
  expect(model.sent).toEqual([]);
  const confirm = find(el, "button", "This is my order");
  confirm.click();
  expect(model.last.value).toEqual(["a", "b", "c"]);
  expect([confirm.hidden, document.activeElement]).toEqual([true, el.querySelector("ol")]);
});

test("a step is moved by its button, which keeps the focus, and where it is now is said", () => {
  const { el, model } = showQuestion(order, ITEM);
  const up = find(el, "button", "Move “Cat” ↑ up");
  up.focus();
  up.click();
  expect([steps(el), model.last.value]).toEqual([["Ann", "Cat", "Ben"], ["a", "c", "b"]]);
  expect([document.activeElement, spoken(el)]).toEqual([up, "Cat: now 2 of 3."]);
  find(el, "button", "Move “Ann” ↓ down").click();
  expect(steps(el)).toEqual(["Cat", "Ann", "Ben"]);
});

test("the ends go no further, and say so without losing the focus", () => {
  const { el, model } = showQuestion(order, ITEM);
  const up = find(el, "button", "Move “Ann” ↑ up");
  expect(up.getAttribute("aria-disabled")).toBe("true");
  up.focus();
  up.click();
  expect([steps(el), model.sent, spoken(el)]).toEqual([["Ann", "Ben", "Cat"], [], "Ann is first already."]);
  expect(document.activeElement).toBe(up);
});

test("every mover is a button, so that the keyboard reaches and presses it", () => {
  const { el } = showQuestion(order, ITEM);
  const movers = [...el.querySelectorAll(".bim-moves > *")];
  expect(movers).toHaveLength(6);
  for (const mover of movers) expect([mover.tagName, mover.hasAttribute("disabled"), mover.getAttribute("tabindex")]).toEqual(["BUTTON", false, null]);
});

test("an answer is shown; steps that it does not know come last, as written", () => {
  expect(steps(showQuestion(order, ITEM, { answer: answered(["c", "a", "b"]) }).el)).toEqual(["Cat", "Ann", "Ben"]);
  const { el } = showQuestion(order, ITEM, { answer: answered(["c", "gone"]) });
  expect(steps(el)).toEqual(["Cat", "Ann", "Ben"]);
  expect(find(el, "button", "This is my order").hidden).toBe(true);
});
