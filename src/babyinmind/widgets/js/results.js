// @ts-check
/**
 * What came back of a hand-in, in one list to read from top to bottom: first what is worth another look, with what to
 * read again; what was right is folded. Each question carries its own mark and leads here.
 */

const headingSlug = (words) => words.replace(/¶\s*$/, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");

/** The heading of the lesson that a question's `section` names. */
const headingOf = (section) =>
  [...document.querySelectorAll(".jp-RenderedMarkdown :is(h1, h2, h3, h4)")].find((node) => headingSlug(node.textContent ?? "") === section);

const wordsOf = (section) => headingOf(section)?.textContent?.replace(/¶\s*$/, "").trim()
  || section.replace(/-/g, " ").replace(/^./, (first) => first.toUpperCase());

const toQuestion = (id) => {
  const place = document.querySelector(`.bim-question[data-bim-item="${CSS.escape(id)}"]`);
  goTo(place?.querySelector("legend") ?? place);
};

/** Lines that belong together under a name: one in a sentence, several in a list. */
const named = (name, lines, ordered = true) => (lines.length === 0 ? null : lines.length === 1
  ? make("p", { class: "bim-said" }, `${name}: `, make("span", { html: lines[0] }))
  : make("div", { class: "bim-said" }, make("p", {}, `${name}:`), make(ordered ? "ol" : "ul", {}, ...lines.map((html) => make("li", { html })))));

function resultRemark(remark) {
  if (!remark.html && remark.right === null) return null;
  const [sign, words, kind] = { true: ["✓", "Right", "right"], false: ["→", "Not right", "wrong"] }[String(remark.right)] ?? ["•", "", "plain"];
  const head = remark.about || words;
  return make("li", { class: `bim-remark bim-${kind}` },
    make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
    make("div", {},
      head ? make("p", { class: "bim-remark-head" }, words ? make("strong", {}, words) : null, words && remark.about ? ": " : "", make("span", { html: remark.about })) : null,
      remark.html ? make("div", { html: remark.html }) : null));
}

const readAgain = (told) => (told.section && told.state !== "right"
  ? button(`Read again: ${wordsOf(told.section)}`, () => goTo(headingOf(told.section)), { class: "bim-link" }) : null);

function questionResult(told, number) {
  const [sign, words, kind] = RESULT_STATES[told.state] ?? RESULT_STATES.blank;
  return make("li", { class: `bim-result bim-${kind}`, "data-bim-result": told.id },
    make("h5", { class: "bim-result-head" },
      make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
      make("span", {}, `${words}: question ${number}`, make("span", { class: "bim-quiet" }, ` · ${told.points}`))),
    make("p", { class: "bim-result-prompt" }, told.title),
    named("You answered", told.own),
    told.note ? make("p", { class: "bim-quiet" }, told.note) : null,
    told.remarks.length ? make("ul", { class: "bim-remarks" }, ...told.remarks.map(resultRemark)) : null,
    told.state === "right" ? null : named("A full answer", told.key),
    make("p", { class: "bim-ways" },
      button(`Go to question ${number}`, () => toQuestion(told.id), { class: "bim-link" }), readAgain(told)));
}

/** What was left blank needs no more than a way there. */
const blankResult = (told, number) => make("li", { class: "bim-left-blank", "data-bim-result": told.id },
  make("p", {}, button(`Question ${number}: ${told.title}`, () => toQuestion(told.id), { class: "bim-link" })),
  told.section ? make("p", {}, readAgain(told)) : null);

/** Four plain levels for one's own eyes: nothing is chosen, nothing is kept. */
function rubricTable(rubric) {
  return make("details", { class: "bim-rubric" },
    make("summary", {}, "Read your own reflection again, with the four levels"),
    make("p", { class: "bim-hint" }, "For each line, find the level that fits what you wrote. This is for you alone: no level is asked for, kept or counted."),
    ...rubric.lines.map((line) => make("div", { class: "bim-rubric-line" },
      make("p", { html: line.name }),
      make("dl", {}, ...line.texts.flatMap((text, place) => [make("dt", { html: rubric.levels[place] ?? "" }), make("dd", { html: text })])))));
}

function reflectionResult(told, later) {
  const state = told.blank ? "You left this blank."
    : !told.waiting ? "An instructor has read this."
      : later ? "Handed in. An instructor reads it; what they write will stand here."
        : "Handed in. In this solo course nobody reads it but you; writing it is what counts.";
  return make("div", { class: "bim-result", "data-bim-result": told.id },
    make("h5", { class: "bim-result-head" }, `Reflection: ${told.title}`),
    make("p", {}, state),
    told.comment ? make("div", {}, make("p", {}, make("strong", {}, "Your instructor wrote:")), make("blockquote", { class: "bim-comment", dir: "auto" }, told.comment)) : null,
    told.rubric && !told.blank ? rubricTable(told.rubric) : null);
}

/** @param {any} results @param {boolean} later results come from an instructor, after a while */
function resultsPart(results, later) {
  const numbered = results.questions.map((told, place) => ({ told, number: place + 1 }));
  const right = numbered.filter(({ told }) => told.state === "right");
  // A blank question of which everything may be told is worth reading as any other.
  const blank = numbered.filter(({ told }) => told.state === "blank" && !told.key.length);
  const again = numbered.filter((one) => one.told.state !== "right" && !blank.includes(one));
  const list = (some) => make("ul", { class: "bim-result-list" }, ...some.map(({ told, number }) => questionResult(told, number)));
  return make("section", { class: "bim-results", "aria-label": "Your results" },
    make("h4", { tabindex: "-1" }, "Your results"),
    results.behind ? make("p", { class: "bim-quiet" }, `These are the results of your hand-in of ${dayAndTime(results.at)}. Those of the latest come here by themselves once they are returned.`) : null,
    results.counts_from ? make("p", { class: "bim-quiet" }, `By the clock of this machine you handed in on ${dayAndTime(results.at)}. It counts from ${dayAndTime(results.counts_from)}, when it had reached the course.`) : null,
    make("p", { class: "bim-score" }, make("strong", {}, results.share), ` · ${results.score} in the questions`),
    make("p", {},
      results.passed ? "You have passed this module. " : `${results.pass_mark} passes. `,
      results.hand_in > 1 ? `This was hand-in ${results.hand_in}. Your best so far is ${results.best}, and the best counts.` : ""),
    ...results.faults.map((fault) => make("p", { class: "bim-quiet" }, fault)),
    again.length ? make("h5", { class: "bim-part" }, `Worth another look (${again.length})`) : null,
    again.length && !results.everything_told ? make("p", { class: "bim-hint" }, "Full answers are shown once you have passed, or after your third hand-in.") : null,
    again.length ? list(again) : null,
    blank.length ? make("h5", { class: "bim-part" }, `Left blank (${blank.length})`) : null,
    blank.length ? make("ul", { class: "bim-result-list" }, ...blank.map(({ told, number }) => blankResult(told, number))) : null,
    right.length ? make("details", { class: "bim-all-right" }, make("summary", {}, `Right (${right.length})`), list(right)) : null,
    ...results.reflections.map((told) => reflectionResult(told, later)));
}
