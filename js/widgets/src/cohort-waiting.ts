/** What waits to be read, oldest first. */
import { button, make, say } from "@babyinmind/shared/dom";
import { counted } from "@babyinmind/shared/words";
import { onServer } from "./addresses";
import { ask, cohortPart, faultOf, rowsOf, scrollBox, stackedBar, type CohortModel } from "./cohort";
import type { Rubric } from "./results-data";

interface Waiting {
  learner: string;
  name: string;
  module: string;
  title: string;
  cell: string;
  reader: string;
  since: string;
  /** The learner's own time of handing in where it differs, in words; "" for none. */
  claimed: string;
  days: number;
  overdue: boolean;
  link: string;
}

interface Snippet {
  title: string;
  when: string;
  text: string;
}

interface Told {
  /** In which the course promised to read. */
  days: number;
  /** For each. */
  minutes: number;
  waiting: Waiting[];
  snippets: { title: string; snippets: Snippet[] }[];
  snippets_fault: string;
}

/** `prompt` and `notes` are HTML, `text` is the learner's own. */
interface Reading {
  prompt: string;
  about: string;
  text: string;
  notes: string;
  rubric: Rubric | null;
}

const daysWords = (one: Waiting): string => (one.days === 0 ? "since today" : `for ${counted(one.days, "day", "days")}`);

function copyButton(text: string): Node {
  const said = make("span", { class: "bim-quiet", role: "status" });
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say(said, " Copied. Paste it into the comment in formgrader.");
    } catch {
      say(said, " It could not be copied. Select the words and copy them by hand.");
    }
  };
  return make("div", {}, button("Copy", () => void copy()), said);
}

const snippetParts = (told: Told): Node => make("div", { class: "bim-snippets" },
  make("h4", {}, "Words to begin with"),
  told.snippets_fault ? make("p", { class: "bim-notice" }, told.snippets_fault) : null,
  ...told.snippets.map((group) => make("details", {},
    make("summary", {}, group.title),
    ...group.snippets.map((one) => make("div", { class: "bim-snippet" },
      make("p", {}, make("strong", {}, one.title), make("span", { class: "bim-quiet" }, ` · ${one.when}`)),
      make("p", {}, one.text), copyButton(one.text))))));

const rubricTable = (rubric: Rubric): Node =>
  scrollBox("The rubric with its levels, a table that can be scrolled", make("table", { class: "bim-levels" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "What is looked at"), ...rubric.levels.map((level) => make("th", { scope: "col", html: level })))),
    make("tbody", {}, ...rubric.lines.map((line) =>
      make("tr", {}, make("th", { scope: "row", html: line.name }), ...line.texts.map((text) => make("td", { html: text })))))));

const formgraderLink = (one: Waiting, words: string): Node =>
  make("a", { class: "bim-button", href: onServer(one.link), target: "_blank", rel: "noopener" }, words,
    make("span", { class: "bim-unseen" }, ` for ${one.name}, ${one.title} (in a tab of its own)`));

const readingParts = (reading: Reading, one: Waiting, told: Told): Node[] => [
  make("p", { class: "bim-quiet" }, "What was asked"),
  make("div", { class: "bim-text", html: reading.prompt }),
  ...(reading.about ? [make("p", { class: "bim-quiet" }, `About: ${reading.about}`)] : []),
  make("blockquote", { class: "bim-written", dir: "auto" }, reading.text || "(nothing was written)"),
  make("h4", {}, "How it is read"),
  make("div", { class: "bim-text", html: reading.notes }),
  ...(reading.rubric ? [rubricTable(reading.rubric)] : []),
  make("p", { class: "bim-quiet" }, "The levels are for your comment alone. They are no points, and stand in no record and no export."),
  snippetParts(told),
  make("p", {}, formgraderLink(one, "Write the comment in formgrader")),
];

/** One reflection's place: it opens under its row, asking the kernel for what was written. `open` holds those that stand open. */
function waitingRow(one: Waiting, told: Told, model: CohortModel<Told>, open: Set<string>): HTMLElement {
  const key = `${one.learner} ${one.module} ${one.cell}`;
  const pane = make("div", { class: "bim-reading", hidden: true });
  async function show(): Promise<void> {
    open.add(key);
    press.setAttribute("aria-expanded", "true");
    pane.hidden = false;
    pane.replaceChildren(make("p", { role: "status" }, "Opening…"));
    const reading = await ask<Reading>(model, { learner: one.learner, module: one.module, cell: one.cell },
      "It did not open. Look at it in formgrader, or load this page again.");
    const fault = faultOf(reading);
    pane.replaceChildren(...(fault ? [make("p", { class: "bim-notice", role: "alert" }, fault)] : readingParts(reading as Reading, one, told)));
  }
  function hide(): void {
    open.delete(key);
    press.setAttribute("aria-expanded", "false");
    pane.hidden = true;
    pane.replaceChildren();
  }
  const press = button("Read here", () => {
    if (pane.hidden) void show();
    else hide();
  }, { "aria-expanded": "false" });
  press.append(make("span", { class: "bim-unseen" }, `: ${one.name}, ${one.title}`));
  if (open.has(key)) void show();
  return make("li", { class: one.overdue ? "bim-waits bim-overdue" : "bim-waits" },
    make("p", {}, make("strong", {}, one.name), ` · ${one.title}`),
    make("p", { class: "bim-quiet" }, one.overdue ? make("strong", { class: "bim-late" }, `Overdue, ${daysWords(one)}`) : `Waits ${daysWords(one)}`,
      ` · handed in on ${one.since}${one.claimed ? ` (the learner’s own side says ${one.claimed})` : ""} · ${one.reader ? `read by ${one.reader}` : "no reader named"}`),
    make("div", { class: "bim-buttons" }, press, formgraderLink(one, "Open in formgrader")),
    pane);
}

const late = (some: Waiting[]): number => some.filter((one) => one.overdue).length;

const together = (some: Waiting[], minutes: number): string => `about ${counted(some.length * minutes, "minute", "minutes")}`;

/** A bar for each reader. */
function readersList(waiting: Waiting[], minutes: number): Node {
  const groups = new Map<string, Waiting[]>();
  for (const one of waiting) groups.set(one.reader, [...(groups.get(one.reader) ?? []), one]);
  const most = Math.max(...[...groups.values()].map((some) => some.length));
  return make("ul", { class: "bim-readers" }, ...[...groups].map(([reader, some]) => {
    const words = `${counted(some.length, "reflection", "reflections")}, ${together(some, minutes)}${late(some) ? `, ${late(some)} overdue` : ""}`;
    return make("li", {}, make("span", {}, reader || "No reader named"),
      stackedBar([["to-read", late(some)], ["handed-in", some.length - late(some)]], most, words), make("span", { class: "bim-quiet" }, words));
  }));
}

export default cohortPart<Told>("cohort_waiting", (stage, model) => {
  const open = new Set<string>();
  return (told) => {
    const { waiting, minutes, days } = told;
    if (!waiting.length) {
      stage.replaceChildren(make("p", { class: "bim-score" }, "✓ Nothing waits to be read."));
      return;
    }
    const list = make("ol", { class: "bim-waiting" });
    const more = make("div", { class: "bim-more" });
    stage.replaceChildren(
      make("p", { class: "bim-score" }, `${counted(waiting.length, "reflection waits", "reflections wait")} to be read, ${together(waiting, minutes)} together.`,
        late(waiting) ? ` ${counted(late(waiting), "is", "are")} overdue: the course promised ${counted(days, "day", "days")}.` : ""),
      readersList(waiting, minutes),
      list, more);
    rowsOf(waiting, (one) => waitingRow(one, told, model, open), list, more);
  };
});
