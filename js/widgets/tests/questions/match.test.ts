import { expect, test } from "vitest";
import match from "../../../../src/babyinmind/questions/match/question";
import { answered, enter, find, labeled, OPTIONS, showQuestion } from "../show";

const PREMISES = [{ id: "p", html: "First <i>one</i>", plain: "First one" }, { id: "q", html: "Second", plain: "Second" }];
const ITEM = { kind: "match", premises: PREMISES, options: OPTIONS };

test("each premise names a select with every option, none of them chosen", () => {
  const { el } = showQuestion(match, ITEM);
  const select = labeled(el, "First one");
  expect([...select.options].map(({ value, text }) => [value, text])).toEqual([["", "Choose…"], ["a", "Ann"], ["b", "Ben"], ["c", "Cat"]]);
  expect([select.value, labeled(el, "Second").value]).toEqual(["", ""]);
});

test("what is chosen is sent by premise, what is not is left out", () => {
  const { el, model } = showQuestion(match, ITEM);
  enter(labeled(el, "Second"), "b");
  expect(model.last.value).toEqual({ q: "b" });
});

test("an answer is shown, and an option that is gone chooses nothing", () => {
  const { el } = showQuestion(match, ITEM, { answer: answered({ p: "c", q: "gone" }) });
  expect([labeled(el, "First one").value, labeled(el, "Second").value]).toEqual(["c", ""]);
});

test("a long option that is chosen is also written out", () => {
  const long = { id: "d", html: "Long", plain: "An option with more letters than a select can show on a telephone" };
  const { el } = showQuestion(match, { ...ITEM, options: [...OPTIONS, long] });
  expect(el.querySelector<HTMLElement>(".bim-chosen")?.hidden).toBe(true);
  enter(labeled(el, "First one"), "d");
  expect(find(el, "p", long.plain).hidden).toBe(false);
});
