// @ts-check
/** How a question stood when the module was last handed in, shown at the question itself; handing in tells it. */

const RESULT_STATES = {
  right: ["✓", "Right", "right"],
  partly: ["◐", "Partly right", "partly"],
  wrong: ["→", "Not right yet", "wrong"],
  blank: ["–", "No answer", "blank"],
};
const RESULTS_TOLD = "babyinmind:results";

/** Module -> what handing in last told of it. @returns {Map<string, any>} */
const toldResults = () => (PAGE.results ??= new Map());

/** Go to an element, with the focus, as a link within the page would. */
function goTo(node) {
  if (!node) return;
  node.closest("details")?.setAttribute("open", "");
  if (!node.hasAttribute("tabindex")) node.setAttribute("tabindex", "-1");
  node.scrollIntoView({ block: "start" });
  node.focus({ preventScroll: true });
}

/** @param {any} model */
function questionMark(model) {
  const id = model.get("item").id;
  const node = make("div", { class: "bim-mark" });
  function draw() {
    const results = toldResults().get(model.get("module"));
    const told = results?.questions.find((one) => one.id === id);
    if (!told) return node.replaceChildren();
    const [sign, words, kind] = RESULT_STATES[told.state] ?? RESULT_STATES.blank;
    const answer = model.get("answer");
    const changed = answer && new Date(answer.at) > new Date(results.at);
    node.className = `bim-mark bim-${kind}`;
    node.replaceChildren(
      make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
      make("p", {}, `Last handed in: ${words[0].toLowerCase()}${words.slice(1)}. `,
        changed ? "You have changed your answer since. " : null,
        button("See why", () => goTo(document.querySelector(`[data-bim-result="${CSS.escape(id)}"]`)),
          { class: "bim-link", "aria-label": `See why: ${told.title}` })));
  }
  document.addEventListener(RESULTS_TOLD, draw);
  model.on("change:answer", draw);
  draw();
  return { node, stop: () => { document.removeEventListener(RESULTS_TOLD, draw); model.off("change:answer", draw); } };
}
