/** What learners say of the course. */
import { make } from "@babyinmind/shared/dom";
import { cohortPart, scrollBox, tableHead } from "./cohort";

/** `counts` and `words` (in random order) are empty below `shown_from`. */
interface Question {
  id: string;
  about: string;
  text: string;
  n: number;
  options: string[];
  counts: number[];
  words: string[];
}

/** `n` are shown, `waiting` not yet. */
interface Told {
  n: number;
  waiting: number;
  shown_from: number;
  questions: Question[];
}

const answeredBy = (n: number): string => `${n} answered`;
const countOf = (one: Question, place: number): number => one.counts[place] ?? 0;

/** A bar for each option; the words beside them say the same. */
function bars(one: Question): Node {
  const words = one.options.map((option, place) => `${option}: ${countOf(one, place)}`).join("; ");
  return make("div", { class: "bim-bars", role: "img", "aria-label": `${one.about}, ${answeredBy(one.n)}. ${words}.` },
    ...one.options.map((option, place) => make("div", {}, make("span", {}, option),
      make("span", {}, make("span", { class: "bim-bar", style: `width: ${(100 * countOf(one, place)) / one.n}%` })),
      make("span", {}, String(countOf(one, place))))));
}

const asTable = (questions: Question[]): Node => make("details", {}, make("summary", {}, "The same as a table"),
  scrollBox("Answers as a table that can be scrolled", make("table", {},
    tableHead("Question", "Answer", "Chosen by"),
    make("tbody", {}, ...questions.flatMap((one) => one.options.map((option, place) => make("tr", {},
      make("th", { scope: "row" }, one.about), make("td", {}, option), make("td", {}, `${countOf(one, place)} of ${one.n}`))))))));

const questionPart = (one: Question, from: number): Node => make("section", { class: "bim-evaluated", "data-bim-question": one.id },
  make("h4", {}, one.about),
  make("p", { class: "bim-quiet" }, `${one.text} · ${one.n < from ? `${answeredBy(one.n)}, shown from ${from} on` : answeredBy(one.n)}`),
  one.counts.length ? bars(one) : null,
  one.words.length ? make("ul", { class: "bim-said" }, ...one.words.map((words) => make("li", { dir: "auto" }, words))) : null);

export default cohortPart<Told>("cohort_evaluation", (stage) => ({ n, waiting, shown_from: from, questions }) => {
  if (!questions.length) {
    stage.replaceChildren(make("p", {}, `${n + waiting} answered, shown from ${from} on.`));
    return;
  }
  const words = waiting ? `${answeredBy(n + waiting)}; ${n} are shown. The others join once ${from} have come together, so that nobody can tell whose is new.` : `${answeredBy(n)}.`;
  const shown = questions.filter((one) => one.counts.length);
  stage.replaceChildren(
    make("p", {}, words),
    ...questions.map((one) => questionPart(one, from)),
    shown.length ? asTable(shown) : "");
});
