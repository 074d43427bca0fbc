/** Several answers: checkboxes. The answer is the list of the ticked options' ids. */
import { make } from "@babyinmind/shared/dom";
import { group, optionLabel, plainOf, question, type Option, type QuestionItem } from "@babyinmind/widgets/question";

interface ChoicesItem extends QuestionItem {
  options: Option[];
}

export default question<ChoicesItem, string[]>((item, changed) => {
  const boxes = item.options.map(({ id, html }) => {
    const box = make("input", { type: "checkbox", value: id, change: () => changed() });
    return { box, label: optionLabel(box, html) };
  });
  const plain = (id: string | null): string => plainOf(item.options, id);
  const hint = "Choose all that apply." + (item.practice ? "" : " A wrong tick counts against a right one.");
  return {
    node: group(item, hint, ...boxes.map(({ label }) => label)),
    read: () => boxes.filter(({ box }) => box.checked).map(({ box }) => box.value),
    show: (value) => boxes.forEach(({ box }) => { box.checked = Array.isArray(value) && value.includes(box.value); }),
    words: (value) => value.map(plain).join("; "),
    name: plain,
  };
});
