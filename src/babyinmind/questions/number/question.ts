/** A number, typed. The answer is the number, null for none. */
import { make, say } from "@babyinmind/shared/dom";
import { PAUSE } from "@babyinmind/shared/saver";
import { unique } from "@babyinmind/shared/window-state";
import { question, type QuestionItem } from "@babyinmind/widgets/question";

interface Range {
  minimum: number | null;
  maximum: number | null;
}

interface NumberItem extends QuestionItem, Range {
  unit: string;
}

/** A number as people write it: comma or point, thousands in groups, the unit after it; null where it is none. */
export function asNumber(written: string, unit: string): number | null {
  let bare = written.replace(/[\s\u00a0\u202f]/g, "").replace("−", "-");
  const end = unit.replace(/\s/g, "");
  if (end && bare.toLowerCase().endsWith(end.toLowerCase())) bare = bare.slice(0, -end.length);
  if (/^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?$/.test(bare)) bare = bare.replaceAll(",", "");
  else bare = bare.replace(",", ".");
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(bare) ? Number(bare) : null;
}

/** What is wrong with it, in words; "" where nothing is. */
function faultOf(number: number | null, { minimum, maximum }: Range): string {
  if (number === null) return "Please write a number in digits, such as 12 or 12.5. Nothing is saved until it is one.";
  if (minimum !== null && number < minimum) return `The number must be ${minimum} or more. It is not saved yet.`;
  if (maximum !== null && number > maximum) return `The number must be ${maximum} or less. It is not saved yet.`;
  return "";
}

function rangeWords({ minimum, maximum }: Range): string {
  if (minimum !== null && maximum !== null) return `A number from ${minimum} to ${maximum}.`;
  if (minimum !== null) return `A number, ${minimum} or more.`;
  return maximum !== null ? `A number, ${maximum} or less.` : "A number.";
}

export default question<NumberItem, number | null>((item, changed) => {
  const [field, hint, fault, unit] = [unique(), unique(), unique(), unique()];
  const wrong = make("p", { class: "bim-fault", id: fault, "aria-live": "polite" });
  const input = make("input", { id: field, class: "bim-number", type: "text", inputmode: "decimal", autocomplete: "off",
    "aria-describedby": `${unit} ${hint} ${fault}` });
  const written = (): number | null => (input.value.trim() === "" ? null : asNumber(input.value, item.unit));
  const faultNow = (): string => (input.value.trim() === "" ? "" : faultOf(written(), item));
  const tell = (words: string): void => {
    say(wrong, words);
    input.setAttribute("aria-invalid", String(words !== ""));
  };
  // While somebody types, a half-written number is no mistake.
  input.addEventListener("input", () => { if (!faultNow()) tell(""); changed(PAUSE); });
  input.addEventListener("change", () => tell(faultNow()));
  return {
    node: make("div", { class: "bim-group" },
      make("label", { for: field, class: "bim-prompt", html: item.prompt }),
      make("p", { class: "bim-hint", id: hint }, rangeWords(item)),
      make("p", { class: "bim-entry" }, input, make("span", { id: unit }, item.unit)), wrong),
    read: () => (faultNow() ? undefined : written()),
    show: (value) => {
      if (value != null && written() === value) return;
      input.value = value == null ? "" : String(value);
      tell("");
    },
    words: (value) => `${value ?? ""} ${item.unit}`.trim(),
    name: () => "",
  };
});
