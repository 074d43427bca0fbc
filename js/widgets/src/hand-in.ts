/** Where a module is handed in: what is still blank, a question before it happens, a receipt after it. */
import { button, later, make, pause, say } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { dayAndTime } from "@babyinmind/shared/times";
import { unique, WINDOW } from "@babyinmind/shared/window-state";
import { tellResults } from "./marks";
import { resultsPart } from "./results";
import type { Results } from "./results-data";
import { frame, sendIfConnected, watch, widget } from "./widget";

const SAFE = "Nothing was lost: your answers are kept as they were. Please try again.";
const NOT_ANSWERING = "The course is not answering just now.";
/** Milliseconds. */
const WAIT_SAVED = 10000;
const WAIT_RECEIPT = 120000;
const LOOK_AFTER = 2500;
const LOOK_AGAIN = 600000;

interface Blank {
  id: string;
  title: string;
}

/** `at` is ISO 8601. */
interface Receipt {
  at: string;
  lines: string[];
}

interface HandInTraits {
  /** `prompt` is HTML; `start` is the address of the page that lists all modules, "" for none. */
  item: { id: string; prompt: string; start: string };
  module: string;
  progress: { total: number; answered: number; blank: Blank[] };
  receipt: Receipt | null;
  results: Results | null;
  /** Results come later, and are looked for. */
  looks: boolean;
}

type Received =
  | { type: "handed_in"; draft: string; receipt: Receipt }
  | { type: "not_handed_in" | "failed" | "looked"; draft: string; message: string };
type Sent = { type: "hand_in" | "look"; draft: string };
type HandInModel = Model<HandInTraits, Received, Sent>;

/** Send everything that is still on its way; how many answers of this page are not saved after a while. */
async function unsavedAfterFlush(): Promise<number> {
  for (const saver of WINDOW.savers) saver.flush();
  const end = Date.now() + WAIT_SAVED;
  const waiting = (): number => [...WINDOW.savers].filter((saver) => saver.unsaved && saver.about.graded).length;
  while (waiting() && Date.now() < end) await pause(100);
  return waiting();
}

/** A button that leads to a question on the page. */
const leadTo = (entry: Blank): Node => button(entry.title, () => {
  const place = document.querySelector(`[data-bim-item="${CSS.escape(entry.id)}"]`);
  place?.scrollIntoView({ block: "start" });
  place?.querySelector<HTMLElement>("input, select, textarea, button")?.focus({ preventScroll: true });
}, { class: "bim-link" });

const blankList = (blank: Blank[]): Node => make("ul", { class: "bim-blank" }, ...blank.map((entry) => make("li", {}, leadTo(entry))));

const receiptNode = (receipt: Receipt): HTMLElement => make("div", { class: "bim-receipt", tabindex: "-1" },
  make("p", {}, make("strong", {}, `Handed in: ${dayAndTime(receipt.at)}`)),
  make("ul", {}, ...receipt.lines.map((line) => make("li", {}, line))),
  make("p", {}, "It can be handed in again; the best counts."));

const failedNode = (why: string): HTMLElement => make("div", { class: "bim-failed", tabindex: "-1" },
  make("p", {}, make("strong", {}, "Not handed in. "), why), make("p", {}, SAFE));

/** Fetches what an instructor has returned: when asked, and by itself now and then. */
class Looker {
  readonly node: HTMLElement;
  private readonly news = make("p", { class: "bim-hint", role: "status" });
  private readonly press = button("Look for results", () => this.look(false));
  /** The token of the look that is under way, "" for none. */
  private asked = "";
  /** It looks by itself, so only what is new is said. */
  private isQuiet = false;
  private lookedAt = 0;
  private readonly soon: number;

  constructor(private readonly model: HandInModel, signal: AbortSignal) {
    this.node = make("div", { class: "bim-foot" }, this.press, this.news);
    // It takes a few seconds of the machine: a while after the page has opened, and when one comes back to it.
    const lookAgain = (): void => {
      const isDue = document.visibilityState === "visible" && Date.now() - this.lookedAt > LOOK_AGAIN;
      if (isDue && model.get("looks") && model.get("receipt")) this.look(true);
    };
    this.soon = later(lookAgain, LOOK_AFTER);
    document.addEventListener("visibilitychange", lookAgain, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.soon));
  }

  private look(isQuiet: boolean): void {
    if (this.asked) return;
    this.asked = unique();
    this.lookedAt = Date.now();
    this.isQuiet = isQuiet;
    say(this.news, isQuiet ? "" : "Looking for results…");
    this.press.setAttribute("aria-disabled", "true");
    if (!sendIfConnected(this.model, { type: "look", draft: this.asked })) this.ended(NOT_ANSWERING);
  }

  /** Whether the message was the answer to a look. */
  hears(message: Received): boolean {
    if (!this.asked || message.draft !== this.asked) return false;
    this.ended("message" in message ? message.message : "");
    return true;
  }

  private ended(message: string): void {
    this.asked = "";
    this.press.removeAttribute("aria-disabled");
    say(this.news, this.isQuiet ? "" : message || "These are the newest results.");
  }
}

export default widget<HandInModel>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "hand-in");
  const count = make("p", { class: "bim-count", role: "status" });
  const blank = make("div");
  const stage = make("div", { class: "bim-confirmation" });
  const said = make("div", { role: "status" });
  const results = make("div");
  const looker = new Looker(model, signal);
  const leave = make("p", { class: "bim-leave" }, item.start ? make("a", { href: item.start }, "Go to all modules") : null);
  const start = button("Hand in…", () => confirm(), { class: "bim-button bim-main" });
  /** The token of the hand-in that is under way, "" for none. */
  let asked = "";
  let patience = 0;

  function showResults(): void {
    const returned = model.get("results");
    const receipt = model.get("receipt");
    start.textContent = receipt ? "Hand in again…" : "Hand in…";
    // Once it is handed in or passed, handing in again is possible, and no longer what is to be done.
    start.classList.toggle("bim-main", !receipt || returned?.passed === false);
    looker.node.hidden = !model.get("looks") || !receipt;
    leave.hidden = !item.start || !receipt;
    results.replaceChildren(...(returned ? [resultsPart(returned, model.get("looks"))] : []));
    tellResults(model.get("module"), returned);
  }

  function showProgress(): void {
    const { total, answered, blank: left } = model.get("progress");
    say(count, left.length ? `Answered ${answered} of ${total}. Still blank:` : `All ${total} answered.`);
    blank.replaceChildren(...(left.length ? [blankList(left)] : []));
  }

  const showStart = (isShown: boolean): void => {
    start.hidden = blank.hidden = count.hidden = !isShown;
  };

  function confirm(): void {
    const left = model.get("progress").blank;
    const heading = make("h4", { tabindex: "-1" }, "Hand in now?");
    said.replaceChildren();
    showStart(false);
    stage.replaceChildren(make("div", { class: "bim-confirm-box" }, heading,
      left.length
        ? make("div", {}, make("p", {}, `${left.length} still blank. Blank answers earn no points:`), blankList(left))
        : make("p", {}, "Everything is answered."),
      make("p", {}, "It can be handed in again, as often as you like; the best counts. What you have answered stays here."),
      make("p", { class: "bim-quiet" }, "Where several answers could be ticked, a wrong tick counts against a right one."),
      make("p", { class: "bim-buttons" },
        button("Hand in now", () => void handIn(), { class: "bim-button bim-main" }), " ", button("Not yet", cancel))));
    heading.focus();
  }

  function cancel(): void {
    stage.replaceChildren();
    showStart(true);
    start.focus();
  }

  async function handIn(): Promise<void> {
    const waiting = make("p", { class: "bim-progress", tabindex: "-1" }, "Handing in… This can take a few seconds.");
    stage.replaceChildren(waiting);
    waiting.focus();
    const unsaved = await unsavedAfterFlush();
    if (unsaved) return failed(`${unsaved} of your answers on this page ${unsaved === 1 ? "is" : "are"} not saved yet, so it was not handed in.`);
    asked = unique();
    patience = later(() => failed("No receipt came. It may have been handed in all the same; handing in twice does no harm."), WAIT_RECEIPT);
    if (!sendIfConnected(model, { type: "hand_in", draft: asked })) failed(NOT_ANSWERING);
  }

  function finish(node: HTMLElement): void {
    clearTimeout(patience);
    asked = "";
    stage.replaceChildren();
    showStart(true);
    said.replaceChildren(node);
    node.focus();
  }

  const failed = (why: string): void => finish(failedNode(why));

  const onMessage = (message: Received): void => {
    if (looker.hears(message) || !asked || message.draft !== asked) return;
    if (message.type === "handed_in") finish(receiptNode(message.receipt));
    else failed(message.message);
  };
  const showReceipt = (): void => {
    const receipt = model.get("receipt");
    if (!asked && receipt) said.replaceChildren(receiptNode(receipt));
  };

  root.append(
    make("h3", { class: "bim-title" }, "Hand in"),
    ...(item.prompt ? [make("div", { class: "bim-text", html: item.prompt })] : []),
    count, blank, start, stage, said, looker.node, results, leave);
  showProgress();
  showReceipt();
  showResults();
  watch(model, "progress", showProgress, signal);
  watch(model, "receipt", showReceipt, signal);
  watch(model, "receipt", showResults, signal);
  watch(model, "results", showResults, signal);
  model.on("msg:custom", onMessage);
  signal.addEventListener("abort", () => {
    clearTimeout(patience);
    model.off("msg:custom", onMessage);
  });
});
