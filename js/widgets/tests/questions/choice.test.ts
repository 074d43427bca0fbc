import { expect, test } from "vitest";
import choice from "../../../../src/babyinmind/questions/choice/question";
import { answered, find, labeled, OPTIONS, showQuestion } from "../show";

const ITEM = { kind: "choice", options: OPTIONS };

test("its options are radios of one group that the prompt names, in the item's order", () => {
  const { el } = showQuestion(choice, ITEM);
  expect(find(el, "legend").innerHTML).toBe("<em>What</em>?");
  const radios = [...el.querySelectorAll("input")];
  expect(radios.map(({ type, value, checked }) => [type, value, checked])).toEqual([["radio", "a", false], ["radio", "b", false], ["radio", "c", false]]);
  expect(new Set(radios.map(({ name }) => name)).size).toBe(1);
  expect(el.querySelector("b")?.textContent).toBe("Ann");
});

test("what is chosen is sent at once, by its id", () => {
  const { el, model } = showQuestion(choice, ITEM);
  labeled(el, "Ben").click();
  expect(model.last).toMatchObject({ type: "save", value: "b", confidence: null, edited: 0 });
});

test("an answer is shown, and what is no option chooses nothing", () => {
  expect(labeled(showQuestion(choice, ITEM, { answer: answered("c") }).el, "Cat").checked).toBe(true);
  const { el } = showQuestion(choice, ITEM, { answer: answered("gone") });
  expect(el.querySelector("input:checked")).toBeNull();
});

test("confidence is asked beside it, and sent with it", () => {
  const { el, model } = showQuestion(choice, { ...ITEM, confidence: true });
  labeled(el, "Ben").click();
  labeled(el, "Unsure").click();
  expect(model.sent.at(-1)).toMatchObject({ value: "b" });
  model.say({ type: "saved", draft: model.last.draft, answer: answered("b") });
  expect(model.last).toMatchObject({ value: "b", confidence: "unsure", edited: 1 });
  expect(labeled(showQuestion(choice, { ...ITEM, confidence: true }, { answer: answered("b", "sure") }).el, "Sure").checked).toBe(true);
});

test("a practice answer is sent when it is checked, and remarked upon", () => {
  const { el, model } = showQuestion(choice, { ...ITEM, practice: true });
  find(el, "button", "Check").click();
  expect(el.querySelector(".bim-told")?.textContent).toBe("Answer first, then check.");
  labeled(el, "Ann").click();
  expect(model.sent).toEqual([]);
  find(el, "button", "Check").click();
  expect(model.last).toMatchObject({ type: "check", value: "a" });
  model.say({ type: "remarks", draft: model.last.draft, right: false, remarks: [{ about: "a", right: false, html: "Look <b>again</b>." }] });
  const told = el.querySelector(".bim-told");
  expect(told?.textContent).toContain("Not yet.");
  expect(told?.textContent).toContain("Ann");
  expect(told?.querySelector("b")?.textContent).toBe("again");
  labeled(el, "Ben").click();
  expect(told?.textContent).toBe("");
});

test("the key is shown to authors alone", () => {
  const preview = { points: "1 point", key: ["Ann"], feedback: [] };
  expect(showQuestion(choice, ITEM).el.textContent).not.toContain("Only authors see this");
  expect(showQuestion(choice, ITEM, { preview }).el.textContent).toContain("Only authors see this: the key (1 point)");
});

test("a view that is closed hears the kernel no more", () => {
  const { model, el, close } = showQuestion(choice, ITEM);
  close();
  model.set("answer", answered("b"));
  expect(labeled(el, "Ben").checked).toBe(false);
});
