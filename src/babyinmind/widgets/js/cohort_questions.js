// @ts-check
/**
 * How the questions of one module do. Told: {"modules": [{"id", "title"}], "module": {"id", "title", "hand_ins", "alpha": estimate,
 * "alpha_error": number or null, "questions": [{"id", "prompt", "facility": estimate, "discrimination": estimate,
 * "efficiency": estimate, "blank": estimate, "flags": [words], "chosen": [{"text", "premise", "right", "share": estimate}]}],
 * "objectives": [{"text", "right": estimate}], "pairs": [{"prompt", "before", "after", "gain": estimates}]} or null}
 * An estimate is {"n", "value", "low", "high", "why"}; without a value, why says the reason.
 */
const SVG = "http://www.w3.org/2000/svg";
const percent = (value) => `${Math.round(100 * value)} %`;
const inPoints = (value) => `${Math.round(100 * value)}`.replace("-", "−") + " percentage points";
const twoPlaces = (value) => value.toFixed(2).replace("-", "−");

function estimateWords(one, format = percent) {
  if (one.value == null) return one.why;
  return `${format(one.value)} (95 % interval ${format(one.low)} to ${format(one.high)}, n = ${one.n})`;
}

/** A share as a dot on a line from 0 to 100 %, with its interval; the words beside it say the same. None where none is known. */
function shareLine(one) {
  if (one.value == null) return null;
  const line = document.createElementNS(SVG, "svg");
  line.setAttribute("class", "bim-share");
  line.setAttribute("viewBox", "0 0 208 24");
  line.setAttribute("aria-hidden", "true");
  const add = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, String(value));
    line.append(node);
  };
  const at = (value) => 4 + 200 * value;
  add("line", { x1: at(0), x2: at(1), y1: 12, y2: 12, class: "bim-axis" });
  for (const tick of [0, 0.5, 1]) add("line", { x1: at(tick), x2: at(tick), y1: 7, y2: 17, class: "bim-axis" });
  add("line", { x1: at(one.low), x2: at(one.high), y1: 12, y2: 12, class: "bim-interval" });
  add("circle", { cx: at(one.value), cy: 12, r: 4.5, class: "bim-dot" });
  return line;
}

const shareRow = (words, one, ...more) => make("li", { class: "bim-share-row" },
  make("div", { class: "bim-share-words" }, words), shareLine(one), make("span", { class: "bim-quiet" }, estimateWords(one)), ...more);

const chosenRow = (one) => make("li", { class: "bim-share-row" },
  make("div", { class: "bim-share-words" }, one.right ? make("strong", {}, "✓ ") : null, one.premise ? `${one.premise} → ` : "", one.text, one.right ? make("span", { class: "bim-unseen" }, " (right)") : null),
  shareLine(one.share), make("span", { class: "bim-quiet" }, one.share.value == null ? one.share.why : percent(one.share.value)));

const questionRow = (one) => shareRow(make("span", {}, one.prompt), one.facility,
  one.flags.length ? make("ul", { class: "bim-flags" }, ...one.flags.map((flag) => make("li", {}, make("span", { "aria-hidden": "true" }, "⚑ "), flag))) : null,
  make("details", {},
    make("summary", {}, "What was chosen, and the figures", make("span", { class: "bim-unseen" }, `: ${one.prompt}`)),
    make("ul", { class: "bim-shares" }, ...one.chosen.map(chosenRow)),
    make("dl", { class: "bim-figures" },
      make("dt", {}, "Right"), make("dd", {}, estimateWords(one.facility)),
      make("dt", {}, "Tells strong from weak (corrected r)"), make("dd", {}, estimateWords(one.discrimination, twoPlaces)),
      make("dt", {}, "Discriminative efficiency"), make("dd", {}, estimateWords(one.efficiency, twoPlaces)),
      make("dt", {}, "Left blank"), make("dd", {}, estimateWords(one.blank)))));

export default cohortPart("cohort_questions", (told, stage, model) => {
  const { module, modules } = told;
  if (!module) {
    stage.replaceChildren(make("p", {}, "Nobody has handed anything in yet."));
    return;
  }
  const choose = make("select", { class: "bim-select", change: () => {
    say(status, "Reckoning…");
    try { model.send({ type: "choose", choice: choose.value }); } catch { say(status, "There is no connection."); }
  } }, ...modules.map((one) => make("option", { value: one.id, selected: one.id === module.id }, one.title)));
  const status = make("span", { class: "bim-quiet", role: "status" });
  const flagged = module.questions.filter((one) => one.flags.length).length;
  const focused = stage.contains(document.activeElement) && document.activeElement?.tagName === "SELECT";
  stage.replaceChildren(
    make("div", { class: "bim-find" }, make("label", {}, "Module ", choose), status),
    make("p", { class: "bim-score" }, `${ofMany(module.hand_ins, "first hand-in", "first hand-ins")}. `,
      flagged ? `${ofMany(flagged, "question is", "questions are")} worth a look.` : "No question is flagged."),
    make("h4", {}, "Share right, question by question"),
    make("ul", { class: "bim-shares" }, ...module.questions.map(questionRow)),
    make("h4", {}, "By objective"),
    make("ul", { class: "bim-shares" }, ...module.objectives.map((one) => shareRow(one.text, one.right))),
    ...(module.pairs.length ? [
      make("h4", {}, "Before the lesson, and after"),
      make("ul", { class: "bim-shares" }, ...module.pairs.map((one) => make("li", {},
        make("p", {}, one.prompt),
        make("ul", { class: "bim-shares" }, shareRow("Before", one.before), shareRow("After", one.after)),
        make("p", { class: "bim-quiet" }, `Change: ${estimateWords(one.gain, inPoints)}`)))),
    ] : []),
    make("p", { class: "bim-quiet" }, `Do the questions measure one thing? Cronbach’s alpha: ${estimateWords(module.alpha, twoPlaces)}`
      + (module.alpha_error == null ? "" : `, standard error ${twoPlaces(module.alpha_error)}`)));
  if (focused) choose.focus();
}, false);
