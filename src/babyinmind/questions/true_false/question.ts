/** Statements, each with two radio buttons. The answer is {statement: whether it is true}. */
import { make } from "@babyinmind/shared/dom";
import { unique } from "@babyinmind/shared/window-state";
import { group, plainOf, question, type Option, type QuestionItem } from "@babyinmind/widgets/question";

interface TrueFalseItem extends QuestionItem {
  statements: Option[];
  truths: { true: string; false: string };
}

export default question<TrueFalseItem, Record<string, boolean>>((item, changed) => {
  const rows = item.statements.map((statement) => {
    const [name, id] = [unique(), unique()];
    const radios = [true, false].map((truth) => ({
      truth,
      radio: make("input", { type: "radio", name, value: String(truth), change: () => changed() }),
    }));
    const labels = radios.map(({ truth, radio }) =>
      make("label", { class: "bim-option bim-inline" }, radio, make("span", {}, truth ? item.truths.true : item.truths.false)));
    const node = make("div", { class: "bim-pair", role: "radiogroup", "aria-labelledby": id },
      make("span", { id, html: statement.html }), make("div", {}, ...labels));
    return { statement: statement.id, radios, node };
  });
  const hint = "Choose true or false for each." + (item.practice ? "" : " A wrong answer counts against a right one.");
  const words = (statement: string, truth: boolean): string =>
    `${plainOf(item.statements, statement)} → ${truth ? item.truths.true : item.truths.false}`;
  return {
    node: group(item, hint, ...rows.map((row) => row.node)),
    read: () => Object.fromEntries(rows.flatMap(({ statement, radios }) => {
      const chosen = radios.find(({ radio }) => radio.checked);
      return chosen ? [[statement, chosen.truth] as const] : [];
    })),
    show: (value) => rows.forEach(({ statement, radios }) => radios.forEach(({ truth, radio }) => {
      radio.checked = value?.[statement] === truth;
    })),
    words: (value) => rows
      .flatMap(({ statement }) => {
        const truth = value[statement];
        return truth === undefined ? [] : [words(statement, truth)];
      })
      .join("; "),
    name: (id) => plainOf(item.statements, id),
  };
});
