/** How the questions of one module do. */
import { make, say, type Child } from "@babyinmind/shared/dom";
import { counted } from "@babyinmind/shared/words";
import { cohortPart } from "./cohort";
import { sendIfConnected } from "./widget";

/** Without a value, `why` says the reason; with one there are the bounds of its interval. */
type Estimate = { n: number; value: number; low: number; high: number } | { n: number; value: null; why: string };

interface Chosen {
  text: string;
  premise: string;
  right: boolean;
  share: Estimate;
}

interface Question {
  id: string;
  prompt: string;
  facility: Estimate;
  discrimination: Estimate;
  efficiency: Estimate;
  blank: Estimate;
  flags: string[];
  chosen: Chosen[];
}

interface ModuleStatistics {
  id: string;
  title: string;
  hand_ins: number;
  alpha: Estimate;
  alpha_error: number | null;
  questions: Question[];
  objectives: { text: string; right: Estimate }[];
  pairs: { prompt: string; before: Estimate; after: Estimate; gain: Estimate }[];
}

interface Told {
  modules: { id: string; title: string }[];
  module: ModuleStatistics | null;
}

const SVG = "http://www.w3.org/2000/svg";
const percent = (value: number): string => `${Math.round(100 * value)} %`;
const inPoints = (value: number): string => `${String(Math.round(100 * value)).replace("-", "−")} percentage points`;
const twoPlaces = (value: number): string => value.toFixed(2).replace("-", "−");

function estimateWords(one: Estimate, format = percent): string {
  if (one.value === null) return one.why;
  return `${format(one.value)} (95 % interval ${format(one.low)} to ${format(one.high)}, n = ${one.n})`;
}

function svgNode(tag: string, attributes: Record<string, string | number>): Element {
  const node = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
  return node;
}

/** A share as a dot on a line from 0 to 100 %, with its interval; the words beside it say the same. None where none is known. */
function shareLine(one: Estimate): Node | null {
  if (one.value === null) return null;
  const at = (value: number): number => 4 + 200 * value;
  const line = svgNode("svg", { class: "bim-share", viewBox: "0 0 208 24", "aria-hidden": "true" });
  line.append(
    svgNode("line", { x1: at(0), x2: at(1), y1: 12, y2: 12, class: "bim-axis" }),
    ...[0, 0.5, 1].map((tick) => svgNode("line", { x1: at(tick), x2: at(tick), y1: 7, y2: 17, class: "bim-axis" })),
    svgNode("line", { x1: at(one.low), x2: at(one.high), y1: 12, y2: 12, class: "bim-interval" }),
    svgNode("circle", { cx: at(one.value), cy: 12, r: 4.5, class: "bim-dot" }));
  return line;
}

const shareRow = (words: Child, one: Estimate, ...more: Child[]): Node => make("li", { class: "bim-share-row" },
  make("div", { class: "bim-share-words" }, words), shareLine(one), make("span", { class: "bim-quiet" }, estimateWords(one)), ...more);

const chosenRow = ({ text, premise, right, share }: Chosen): Node => make("li", { class: "bim-share-row" },
  make("div", { class: "bim-share-words" }, right ? make("strong", {}, "✓ ") : null, premise ? `${premise} → ` : "", text, right ? make("span", { class: "bim-unseen" }, " (right)") : null),
  shareLine(share), make("span", { class: "bim-quiet" }, share.value === null ? share.why : percent(share.value)));

const figure = (name: string, words: string): Node[] => [make("dt", {}, name), make("dd", {}, words)];

const questionRow = (one: Question): Node => shareRow(make("span", {}, one.prompt), one.facility,
  one.flags.length ? make("ul", { class: "bim-flags" }, ...one.flags.map((flag) => make("li", {}, make("span", { "aria-hidden": "true" }, "⚑ "), flag))) : null,
  make("details", {},
    make("summary", {}, "What was chosen, and the figures", make("span", { class: "bim-unseen" }, `: ${one.prompt}`)),
    make("ul", { class: "bim-shares" }, ...one.chosen.map(chosenRow)),
    make("dl", { class: "bim-figures" },
      ...figure("Right", estimateWords(one.facility)),
      ...figure("Tells strong from weak (corrected r)", estimateWords(one.discrimination, twoPlaces)),
      ...figure("Discriminative efficiency", estimateWords(one.efficiency, twoPlaces)),
      ...figure("Left blank", estimateWords(one.blank)))));

function pairsPart(pairs: ModuleStatistics["pairs"]): Node[] {
  if (!pairs.length) return [];
  return [
    make("h4", {}, "Before the lesson, and after"),
    make("ul", { class: "bim-shares" }, ...pairs.map((one) => make("li", {},
      make("p", {}, one.prompt),
      make("ul", { class: "bim-shares" }, shareRow("Before", one.before), shareRow("After", one.after)),
      make("p", { class: "bim-quiet" }, `Change: ${estimateWords(one.gain, inPoints)}`)))),
  ];
}

export default cohortPart<Told>("cohort_questions", (stage, model) => ({ module, modules }) => {
  if (!module) {
    stage.replaceChildren(make("p", {}, "Nobody has handed anything in yet."));
    return;
  }
  const status = make("span", { class: "bim-quiet", role: "status" });
  const choose = make("select", { class: "bim-select", change: () => {
    say(status, "Reckoning…");
    if (!sendIfConnected(model, { type: "choose", choice: choose.value })) say(status, "There is no connection.");
  } }, ...modules.map((one) => make("option", { value: one.id, selected: one.id === module.id }, one.title)));
  const flagged = module.questions.filter((one) => one.flags.length).length;
  const wasFocused = stage.contains(document.activeElement) && document.activeElement?.tagName === "SELECT";
  stage.replaceChildren(
    make("div", { class: "bim-find" }, make("label", {}, "Module ", choose), status),
    make("p", { class: "bim-score" }, `${counted(module.hand_ins, "first hand-in", "first hand-ins")}. `,
      flagged ? `${counted(flagged, "question is", "questions are")} worth a look.` : "No question is flagged."),
    make("h4", {}, "Share right, question by question"),
    make("ul", { class: "bim-shares" }, ...module.questions.map(questionRow)),
    make("h4", {}, "By objective"),
    make("ul", { class: "bim-shares" }, ...module.objectives.map((one) => shareRow(one.text, one.right))),
    ...pairsPart(module.pairs),
    make("p", { class: "bim-quiet" }, `Do the questions measure one thing? Cronbach’s alpha: ${estimateWords(module.alpha, twoPlaces)}`
      + (module.alpha_error === null ? "" : `, standard error ${twoPlaces(module.alpha_error)}`)));
  if (wasFocused) choose.focus();
}, false);
