import { expect, test } from "vitest";
import choices from "../../../../src/babyinmind/questions/choices/question";
import { answered, labeled, OPTIONS, showQuestion } from "../show";

const ITEM = { kind: "choices", options: OPTIONS };

test("what is ticked is sent as a list, in the options' order", () => {
  const { el, model } = showQuestion(choices, ITEM);
  labeled(el, "Cat").click();
  model.say({ type: "saved", draft: model.last.draft, answer: answered(["c"]) });
  labeled(el, "Ann").click();
  expect(model.sent.map(({ value }) => value)).toEqual([["c"], ["a", "c"]]);
});

test("the last tick taken away leaves an empty list, which is no answer", () => {
  const { el, model } = showQuestion(choices, ITEM, { answer: answered(["b"]) });
  const root = el.querySelector<HTMLElement>("[data-bim-item]");
  expect([labeled(el, "Ben").checked, root?.dataset.bimAnswered]).toEqual([true, "true"]);
  labeled(el, "Ben").click();
  expect([model.last.value, root?.dataset.bimAnswered]).toEqual([[], "false"]);
});

test("only where it is graded does a wrong tick count", () => {
  expect(showQuestion(choices, ITEM).el.textContent).toContain("A wrong tick counts against a right one.");
  expect(showQuestion(choices, { ...ITEM, practice: true }).el.textContent).not.toContain("A wrong tick");
});
