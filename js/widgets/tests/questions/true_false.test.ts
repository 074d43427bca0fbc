import { expect, test } from "vitest";
import trueFalse from "../../../../src/babyinmind/questions/true_false/question";
import { answered, showQuestion } from "../show";

const STATEMENTS = [{ id: "a", html: "Sky is <i>up</i>", plain: "Sky is up" }, { id: "b", html: "Fish fly", plain: "Fish fly" }];
const ITEM = { kind: "true-false", statements: STATEMENTS, truths: { true: "True", false: "False" } };

/** The radio of a statement: the group that its words name, and in it the word. */
function radio(el: HTMLElement, statement: string, word: string): HTMLInputElement {
  const groups = [...el.querySelectorAll<HTMLElement>("[role=radiogroup]")];
  const group = groups.find((one) => el.querySelector(`[id="${one.getAttribute("aria-labelledby") ?? ""}"]`)?.textContent === statement);
  const label = [...group?.querySelectorAll("label") ?? []].find((one) => one.textContent === word);
  const found = label?.querySelector("input");
  if (!found) throw new Error(`no ${word} for ${statement}`);
  return found;
}

test("each statement names a group of its own, in which nothing is chosen", () => {
  const { el } = showQuestion(trueFalse, ITEM);
  const radios = [radio(el, "Sky is up", "True"), radio(el, "Sky is up", "False"), radio(el, "Fish fly", "True"), radio(el, "Fish fly", "False")];
  expect(radios.map(({ checked }) => checked)).toEqual([false, false, false, false]);
  expect(radios[0]?.name).toBe(radios[1]?.name);
  expect(radios[0]?.name).not.toBe(radios[2]?.name);
});

test("what is chosen is sent by statement, what is not is left out", () => {
  const { el, model } = showQuestion(trueFalse, ITEM);
  radio(el, "Fish fly", "False").click();
  expect(model.last.value).toEqual({ b: false });
});

test("a judgment joins those that are there", () => {
  const { el, model } = showQuestion(trueFalse, ITEM, { answer: answered({ b: true }) });
  radio(el, "Sky is up", "True").click();
  expect(model.last.value).toEqual({ a: true, b: true });
});

test("an answer is shown, and one that is gone chooses nothing", () => {
  const { el } = showQuestion(trueFalse, ITEM, { answer: answered({ a: false, gone: true }) });
  expect([radio(el, "Sky is up", "True").checked, radio(el, "Sky is up", "False").checked]).toEqual([false, true]);
  expect([radio(el, "Fish fly", "True").checked, radio(el, "Fish fly", "False").checked]).toEqual([false, false]);
});
