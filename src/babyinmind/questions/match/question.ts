/** What belongs to each premise: a native select beside it. The answer is {premise: option}. */
import { make, say } from "@babyinmind/shared/dom";
import { unique } from "@babyinmind/shared/window-state";
import { group, plainOf, question, type Option, type QuestionItem } from "@babyinmind/widgets/question";

interface MatchItem extends QuestionItem {
  premises: Option[];
  options: Option[];
}

/** A select shows no more letters of an option than these on a narrow page. */
const LONG = 40;

export default question<MatchItem, Record<string, string>>((item, changed) => {
  const isLong = item.options.some((option) => option.plain.length > LONG);
  const rows = item.premises.map((premise) => {
    const id = unique();
    const chosen = make("p", { class: "bim-chosen", hidden: true });
    const select = make("select", { id, class: "bim-select", change: () => { writeOut(); changed(); } },
      make("option", { value: "" }, "Choose…"),
      ...item.options.map((option) => make("option", { value: option.id }, option.plain)));
    // A select cuts a long option off, so what was chosen is also written out.
    const writeOut = (): void => {
      chosen.hidden = !isLong || !select.value;
      say(chosen, plainOf(item.options, select.value));
    };
    const node = make("div", { class: "bim-pair" },
      make("label", { for: id, html: premise.html }), make("div", {}, select, chosen));
    return { premise: premise.id, select, writeOut, node };
  });
  return {
    node: group(item, "Choose what belongs to each. One choice may fit more than once.", ...rows.map((row) => row.node)),
    read: () => Object.fromEntries(rows.filter((row) => row.select.value).map((row) => [row.premise, row.select.value])),
    show: (value) => rows.forEach((row) => {
      row.select.value = value?.[row.premise] ?? "";
      if (row.select.selectedIndex < 0) row.select.value = "";
      row.writeOut();
    }),
    words: (value) => rows
      .flatMap(({ premise }) => (value[premise] ? [`${plainOf(item.premises, premise)} → ${plainOf(item.options, value[premise])}`] : []))
      .join("; "),
    name: (id) => plainOf(item.premises, id),
  };
});
