/** The parts of the progress page: hours, what waits for whom, results, the record, what is kept. */
import { button, make, say, type Child } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { unique } from "@babyinmind/shared/window-state";
import { fileBeside, keepingFocusedLink, pageBeside } from "./addresses";
import { frame, refreshWhenSeen, sendIfConnected, watch, widget } from "./widget";

/** `place` is a page's path from here, "" for none. */
interface Titled {
  title: string;
  place: string;
}

interface ModuleHours extends Titled {
  id: string;
  number: number;
  /** In words. */
  minutes: string;
  credited: number;
  provisional: number;
  planned: number;
  words: string;
  areas: string;
}

/** Numbers are minutes. */
interface Hours {
  total: string;
  of: string;
  credited: number;
  provisional: number;
  planned: number;
  waits: string;
  modules: ModuleHours[];
  areas: { touched: boolean; words: string }[];
  rule: string;
  measured: string;
}

type Waiting = Titled & { words: string };

/** What each part is told, as `babyinmind.magics.progress` gives it. */
interface Parts {
  hours: Hours;
  waiting: { mine: Waiting[]; theirs: Waiting[]; who: string };
  results: { modules: (Titled & { words: string; comments: string[] })[] };
  record: { words: string; notes: string[]; button: string };
  kept: { kept: { what: string; where: string }[]; how: string; command: string; handed: string };
}

type LaidOut = { draft: string | null } & ({ file: string; words: string; failed?: undefined } | { failed: string });

interface ProgressTraits<Part extends keyof Parts> {
  /** `prompt` is HTML. */
  item: { id: string; part: Part; prompt: string };
  told: Parts[Part];
  laid_out: LaidOut | { draft?: undefined };
}

type Sent = { type: "refresh" } | { type: "lay_out"; draft: string };
type ProgressModel<Part extends keyof Parts> = Model<ProgressTraits<Part>, never, Sent>;

/** A bar for the eye; what it shows is said in words beside it. */
function meter(credited: number, provisional: number, whole: number): Node {
  const share = (minutes: number): string => `${Math.min(100, (100 * minutes) / Math.max(whole, 1))}%`;
  const done = make("span", { class: "bim-meter-done" });
  const waits = make("span", { class: "bim-meter-waits" });
  done.style.width = share(credited);
  waits.style.width = share(provisional);
  return make("div", { class: "bim-meter", "aria-hidden": "true" }, done, waits);
}

const titled = (one: Titled): Child => (one.place ? make("a", { href: pageBeside(one.place) }, one.title) : one.title);
const quiet = (words: string): Node => make("p", { class: "bim-quiet" }, words);

const moduleHours = (one: ModuleHours): Node => make("li", { "data-bim-module": one.id },
  make("div", { class: "bim-hours-head" }, make("span", {}, `${one.number}. `, titled(one)), make("span", { class: "bim-quiet" }, one.minutes)),
  meter(one.credited, one.provisional, one.planned),
  quiet(one.words), one.areas ? quiet(one.areas) : null);

function waitingList(head: string, list: Waiting[]): Node[] {
  if (!list.length) return [];
  return [make("h3", {}, head), make("ul", { class: "bim-waiting" }, ...list.map((one) => make("li", {}, titled(one), `: ${one.words}`)))];
}

const DRAW: { [Part in keyof Parts]: (part: Parts[Part]) => (Node | null)[] } = {
  hours: (hours) => [
    make("p", { class: "bim-hours" }, make("strong", {}, hours.total), hours.of),
    meter(hours.credited, hours.provisional, hours.planned),
    hours.waits ? make("p", { class: "bim-key" }, make("span", { class: "bim-key-waits", "aria-hidden": "true" }), hours.waits) : null,
    make("h3", {}, "By module"),
    make("ul", { class: "bim-hours-list" }, ...hours.modules.map(moduleHours)),
    make("h3", {}, "Competency areas touched"),
    make("ul", { class: "bim-areas" }, ...hours.areas.map((area) => make("li", area.touched ? { class: "bim-touched" } : {},
      make("span", { class: "bim-sign", "aria-hidden": "true" }, area.touched ? "✓" : "○"), area.words))),
    quiet("Hours belong to modules. Areas say what a module is about; they carry no hours."),
    make("details", {}, make("summary", {}, "How hours are counted"), make("p", {}, hours.rule), make("p", {}, hours.measured)),
  ],
  waiting: ({ mine, theirs, who }) => (mine.length + theirs.length
    ? [...waitingList("For you", mine), ...waitingList(who, theirs)]
    : [make("p", {}, "Nothing is waiting, neither for you nor for anybody else.")]),
  results: ({ modules }) => (modules.length
    ? modules.map((one) => make("section", { class: "bim-result-card" },
      make("h3", {}, titled(one)), make("p", {}, one.words),
      ...one.comments.map((comment) => make("blockquote", { class: "bim-comment", dir: "auto" }, comment))))
    : [make("p", {}, "Nothing has come back yet. Results stand here, and on the module's own page, once you have handed in.")]),
  record: ({ words, notes }) => [make("p", {}, words), make("ul", {}, ...notes.map((note) => make("li", {}, note)))],
  kept: (part) => [
    make("ul", {}, ...part.kept.map((one) => make("li", {}, make("strong", {}, one.what), ` ${one.where}`))),
    make("h3", {}, "To see or delete all of it"), make("p", {}, part.how), make("pre", { class: "bim-command" }, part.command), make("p", {}, part.handed)],
};

/** The button that makes the record's PDF, and what came of it. */
function layOutPart(model: ProgressModel<"record">, signal: AbortSignal): Node[] {
  const said = make("p", { class: "bim-news", role: "status" });
  let asked = "";
  const press = button(model.get("told").button, () => {
    asked = unique();
    say(said, "Your PDF is being saved. This takes a few seconds.");
    sendIfConnected(model, { type: "lay_out", draft: asked });
  }, { class: "bim-button bim-main" });
  watch(model, "laid_out", () => {
    const laidOut = model.get("laid_out");
    if (!asked || laidOut.draft !== asked) return;
    if (laidOut.failed !== undefined) say(said, laidOut.failed);
    else said.replaceChildren(make("a", { href: fileBeside(laidOut.file), target: "_blank", rel: "noopener" }, laidOut.words));
  }, signal);
  return [make("p", { class: "bim-go-on" }, press), said];
}

const isRecord = (model: ProgressModel<keyof Parts>): model is ProgressModel<"record"> => model.get("item").part === "record";

export default widget<ProgressModel<keyof Parts>>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "progress");
  const stage = make("div", { class: "bim-progress-stage" });
  const drawPart = DRAW[item.part] as (part: Parts[keyof Parts]) => (Node | null)[];

  const draw = (): void => keepingFocusedLink(stage, () => {
    const wasOpen = stage.querySelector("details")?.open ?? false;
    stage.replaceChildren(...drawPart(model.get("told")).filter((each) => each !== null));
    stage.querySelector("details")?.toggleAttribute("open", wasOpen);
  });

  root.append(item.prompt ? make("div", { class: "bim-text", html: item.prompt }) : "", stage);
  if (isRecord(model)) root.append(...layOutPart(model, signal));
  draw();
  watch(model, "told", draw, signal);
  refreshWhenSeen(model, signal);
});
