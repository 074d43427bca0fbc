/**
 * What came back of a hand-in, in one list to read from top to bottom: first what is worth another look, with what to
 * read again; what was right is folded. Each question carries its own mark and leads here.
 */
import { button, goTo, make } from "@babyinmind/shared/dom";
import { dayAndTime } from "@babyinmind/shared/times";
import { lookOf } from "./marks";
import type { QuestionResult, ReflectionResult, ResultRemark, Results, Rubric } from "./results-data";

const headingSlug = (words: string): string =>
  words.replace(/¶\s*$/, "").toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "");

/** The heading of the lesson that a question's `section` names. */
const headingOf = (section: string): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>(".jp-RenderedMarkdown :is(h1, h2, h3, h4)")]
    .find((node) => headingSlug(node.textContent ?? "") === section);

const wordsOf = (section: string): string =>
  headingOf(section)?.textContent?.replace(/¶\s*$/, "").trim()
  || section.replace(/-/g, " ").replace(/^./, (first) => first.toUpperCase());

function toQuestion(id: string): void {
  const place = document.querySelector<HTMLElement>(`.bim-question[data-bim-item="${CSS.escape(id)}"]`);
  goTo(place?.querySelector("legend") ?? place);
}

/** Lines of HTML that belong together under a name: one in a sentence, several in a list. */
function named(name: string, lines: string[]): Node | null {
  const [first] = lines;
  if (first === undefined) return null;
  if (lines.length === 1) return make("p", { class: "bim-said" }, `${name}: `, make("span", { html: first }));
  return make("div", { class: "bim-said" }, make("p", {}, `${name}:`), make("ol", {}, ...lines.map((html) => make("li", { html }))));
}

function remarkLook(right: boolean | null): [sign: string, words: string, kind: string] {
  if (right === null) return ["•", "", "plain"];
  return right ? ["✓", "Right", "right"] : ["→", "Not right", "wrong"];
}

function remarkLine(remark: ResultRemark): Node | null {
  if (!remark.html && remark.right === null) return null;
  const [sign, words, kind] = remarkLook(remark.right);
  return make("li", { class: `bim-remark bim-${kind}` },
    make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
    make("div", {},
      remark.about || words ? make("p", { class: "bim-remark-head" }, words ? make("strong", {}, words) : null,
        words && remark.about ? ": " : "", make("span", { html: remark.about })) : null,
      remark.html ? make("div", { html: remark.html }) : null));
}

const readAgain = (result: QuestionResult): Node | null => (result.section && result.state !== "right"
  ? button(`Read again: ${wordsOf(result.section)}`, () => goTo(headingOf(result.section)), { class: "bim-link" }) : null);

function questionResult(result: QuestionResult, number: number): Node {
  const [sign, words, kind] = lookOf(result.state);
  return make("li", { class: `bim-result bim-${kind}`, "data-bim-result": result.id },
    make("h5", { class: "bim-result-head" },
      make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
      make("span", {}, `${words}: question ${number}`, make("span", { class: "bim-quiet" }, ` · ${result.points}`))),
    make("p", { class: "bim-result-prompt" }, result.title),
    named("You answered", result.own),
    result.note ? make("p", { class: "bim-quiet" }, result.note) : null,
    result.remarks.length ? make("ul", { class: "bim-remarks" }, ...result.remarks.flatMap((remark) => remarkLine(remark) ?? [])) : null,
    result.state === "right" ? null : named("A full answer", result.key),
    make("p", { class: "bim-ways" },
      button(`Go to question ${number}`, () => toQuestion(result.id), { class: "bim-link" }), readAgain(result)));
}

/** What was left blank needs no more than a way there. */
const blankResult = (result: QuestionResult, number: number): Node => make("li", { class: "bim-left-blank", "data-bim-result": result.id },
  make("p", {}, button(`Question ${number}: ${result.title}`, () => toQuestion(result.id), { class: "bim-link" })),
  result.section ? make("p", {}, readAgain(result)) : null);

/** Four plain levels for one's own eyes: nothing is chosen, nothing is kept. */
const rubricTable = (rubric: Rubric): Node => make("details", { class: "bim-rubric" },
  make("summary", {}, "Read your own reflection again, with the four levels"),
  make("p", { class: "bim-hint" }, "For each line, find the level that fits what you wrote. This is for you alone: no level is asked for, kept or counted."),
  ...rubric.lines.map((line) => make("div", { class: "bim-rubric-line" },
    make("p", { html: line.name }),
    make("dl", {}, ...line.texts.flatMap((text, place) => [make("dt", { html: rubric.levels[place] ?? "" }), make("dd", { html: text })])))));

function reflectionState(result: ReflectionResult, isLater: boolean): string {
  if (result.blank) return "You left this blank.";
  if (!result.waiting) return "An instructor has read this.";
  return isLater ? "Handed in. An instructor reads it; what they write will stand here."
    : "Handed in. In this solo course nobody reads it but you; writing it is what counts.";
}

const reflectionResult = (result: ReflectionResult, isLater: boolean): Node =>
  make("div", { class: "bim-result", "data-bim-result": result.id },
    make("h5", { class: "bim-result-head" }, `Reflection: ${result.title}`),
    make("p", {}, reflectionState(result, isLater)),
    result.comment ? make("div", {}, make("p", {}, make("strong", {}, "Your instructor wrote:")), make("blockquote", { class: "bim-comment", dir: "auto" }, result.comment)) : null,
    result.rubric && !result.blank ? rubricTable(result.rubric) : null);

/** `isLater`: results come from an instructor, after a while. */
export function resultsPart(results: Results, isLater: boolean): Node {
  const numbered = results.questions.map((result, place) => ({ result, number: place + 1 }));
  const right = numbered.filter(({ result }) => result.state === "right");
  // A blank question of which everything may be told is worth reading as any other.
  const blank = numbered.filter(({ result }) => result.state === "blank" && !result.key.length);
  const again = numbered.filter((one) => one.result.state !== "right" && !blank.includes(one));
  const list = (some: typeof numbered): Node =>
    make("ul", { class: "bim-result-list" }, ...some.map(({ result, number }) => questionResult(result, number)));
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
    again.length && !results.everything_told ? make("p", { class: "bim-hint" }, results.full_answers) : null,
    again.length ? list(again) : null,
    blank.length ? make("h5", { class: "bim-part" }, `Left blank (${blank.length})`) : null,
    blank.length ? make("ul", { class: "bim-result-list" }, ...blank.map(({ result, number }) => blankResult(result, number))) : null,
    right.length ? make("details", { class: "bim-all-right" }, make("summary", {}, `Right (${right.length})`), list(right)) : null,
    ...results.reflections.map((result) => reflectionResult(result, isLater)));
}
