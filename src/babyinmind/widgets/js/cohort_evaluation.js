// @ts-check
/**
 * What learners say of the course. Told: {"n": shown, "waiting": not shown yet, "shown_from": int, "questions": [{"id", "about",
 * "text", "n", "options": [words], "counts": [int], "words": [in random order]}]}; counts and words are empty below `shown_from`.
 */
const answeredBy = (n) => `${n} answered`;

/** A bar for each option; the words beside them say the same. */
function bars(one) {
  const words = one.options.map((option, place) => `${option}: ${one.counts[place]}`).join("; ");
  return make("div", { class: "bim-bars", role: "img", "aria-label": `${one.about}, ${answeredBy(one.n)}. ${words}.` },
    ...one.options.map((option, place) => make("div", {}, make("span", {}, option),
      make("span", {}, make("span", { class: "bim-bar", style: `width: ${(100 * one.counts[place]) / one.n}%` })),
      make("span", {}, String(one.counts[place])))));
}

const asTable = (questions) => make("details", {}, make("summary", {}, "The same as a table"),
  scrollBox("Answers as a table that can be scrolled", make("table", {},
    make("thead", {}, make("tr", {}, ...["Question", "Answer", "Chosen by"].map((name) => make("th", { scope: "col" }, name)))),
    make("tbody", {}, ...questions.flatMap((one) => one.options.map((option, place) => make("tr", {},
      make("th", { scope: "row" }, one.about), make("td", {}, option), make("td", {}, `${one.counts[place]} of ${one.n}`))))))));

export default cohortPart("cohort_evaluation", (told, stage) => {
  const { n, waiting, shown_from: from, questions } = told;
  if (!questions.length) {
    stage.replaceChildren(make("p", {}, `${n + waiting} answered, shown from ${from} on.`));
    return;
  }
  const words = waiting ? `${answeredBy(n + waiting)}; ${n} are shown. The others join once ${from} have come together, so that nobody can tell whose is new.` : `${answeredBy(n)}.`;
  const shown = questions.filter((one) => one.counts.length);
  stage.replaceChildren(
    make("p", {}, words),
    ...questions.map((one) => make("section", { class: "bim-evaluated", "data-bim-question": one.id },
      make("h4", {}, one.about), make("p", { class: "bim-quiet" }, `${one.text} · ${one.n < from ? `${answeredBy(one.n)}, shown from ${from} on` : answeredBy(one.n)}`),
      one.counts.length ? bars(one) : null,
      one.words.length ? make("ul", { class: "bim-said" }, ...one.words.map((words) => make("li", { dir: "auto" }, words))) : null)),
    shown.length ? asTable(shown) : "");
});
