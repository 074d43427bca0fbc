/** How a question stood when the module was last handed in, shown at the question itself; handing in tells it. */
import { button, goTo, make } from "@babyinmind/shared/dom";
import type { Answer } from "@babyinmind/shared/model";
import { WINDOW } from "@babyinmind/shared/window-state";
import type { Results } from "./results-data";

type Look = readonly [sign: string, words: string, kind: string];

const BLANK: Look = ["–", "No answer", "blank"];
const LOOKS: Record<string, Look> = {
  right: ["✓", "Right", "right"],
  partly: ["◐", "Partly right", "partly"],
  wrong: ["→", "Not right yet", "wrong"],
  blank: BLANK,
};
export const lookOf = (state: string): Look => LOOKS[state] ?? BLANK;

const EVENT = "babyinmind:results";

/** Module -> what handing in last told of it, for every bundle and release in this window. */
const known = (WINDOW as { results?: Map<string, Results> }).results ??= new Map<string, Results>();

/** Tell the questions of a module how they stood; null where nothing has come back. */
export function tellResults(module: string, results: Results | null): void {
  if (results) known.set(module, results);
  document.dispatchEvent(new CustomEvent(EVENT));
}

interface Marked {
  get(name: "item"): { id: string };
  get(name: "module"): string;
  get(name: "answer"): Answer<unknown> | null;
  on(event: "change:answer", heard: () => void): void;
  off(event: "change:answer", heard: () => void): void;
}

export function questionMark(model: Marked, signal: AbortSignal): HTMLElement {
  const id = model.get("item").id;
  const node = make("div", { class: "bim-mark" });
  const draw = (): void => {
    const results = known.get(model.get("module"));
    const result = results?.questions.find((one) => one.id === id);
    if (!results || !result) return node.replaceChildren();
    const [sign, words, kind] = lookOf(result.state);
    const answer = model.get("answer");
    const hasChanged = answer !== null && new Date(answer.at) > new Date(results.at);
    node.className = `bim-mark bim-${kind}`;
    node.replaceChildren(
      make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
      make("p", {}, `Last handed in: ${words.charAt(0).toLowerCase()}${words.slice(1)}. `,
        hasChanged ? "You have changed your answer since. " : null,
        button("See why", () => goTo(document.querySelector<HTMLElement>(`[data-bim-result="${CSS.escape(id)}"]`)),
          { class: "bim-link", "aria-label": `See why: ${result.title}` })));
  };
  document.addEventListener(EVENT, draw, { signal });
  model.on("change:answer", draw);
  signal.addEventListener("abort", () => model.off("change:answer", draw));
  draw();
  return node;
}
