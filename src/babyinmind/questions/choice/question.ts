/** One best answer: a group of radio buttons. The answer is the option's id. */
import { make } from "@babyinmind/shared/dom";
import { unique } from "@babyinmind/shared/window-state";
import { group, optionLabel, plainOf, question, type Option, type QuestionItem } from "@babyinmind/widgets/question";

interface ChoiceItem extends QuestionItem {
  options: Option[];
}

export default question<ChoiceItem, string | null>((item, changed) => {
  const name = unique();
  const choices = item.options.map(({ id, html }) => {
    const radio = make("input", { type: "radio", name, value: id, change: () => changed() });
    return { radio, label: optionLabel(radio, html) };
  });
  const plain = (id: string | null): string => plainOf(item.options, id);
  return {
    node: group(item, "Choose one.", ...choices.map(({ label }) => label)),
    read: () => choices.find(({ radio }) => radio.checked)?.radio.value ?? null,
    show: (value) => choices.forEach(({ radio }) => { radio.checked = radio.value === value; }),
    words: plain,
    name: plain,
  };
});
