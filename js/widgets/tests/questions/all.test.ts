/** What every kind of question has, those that are still to come included. */
import { expect, test } from "vitest";
import questions from "virtual:questions";
import learner from "@babyinmind/widgets/learner";

declare global {
  interface ImportMeta {
    glob(pattern: string): Record<string, unknown>;
  }
}

/** Found by Vite, and not by our own `questions.mjs`. */
const FOLDERS = Object.keys(import.meta.glob("../../../../src/babyinmind/questions/*/question.ts")).map((path) => path.split("/").at(-2) ?? "");

test("each folder with a script is a kind of the learner's bundle, by the kind's own name", () => {
  expect(FOLDERS.length).toBeGreaterThanOrEqual(5);
  expect(Object.keys(questions)).toEqual(FOLDERS.sort().map((folder) => folder.replaceAll("_", "-")));
  expect(Object.keys(learner)).toEqual(expect.arrayContaining(Object.keys(questions)));
});

test.each(Object.entries(questions))("the script of %s gives a widget by `question`", (_, widget) => {
  expect(widget).toEqual({ render: expect.any(Function) as unknown });
});
