/** Learners and modules as one picture. */
import { make, say } from "@babyinmind/shared/dom";
import { counted } from "@babyinmind/shared/words";
import { onServer } from "./addresses";
import { cohortPart, rowsOf, scrollBox, stackedBar } from "./cohort";

interface Learner {
  id: string;
  name: string;
  reader: string;
  /** State and words for each module. */
  places: [state: string, words: string][];
}

interface Told {
  states: [state: string, words: string][];
  modules: { id: string; number: string; title: string }[];
  learners: Learner[];
  withdrawn: string[];
  unlisted: string[];
  /** Of what is graded on arrival. */
  arrivals: { words: string; well: boolean } | null;
}

const SIGNS: Record<string, string> = { "not-begun": "·", "in-progress": "◐", "handed-in": "↑", "to-read": "◆", returned: "✓" };

const placeMark = (state: string): Node => make("span", { class: `bim-place bim-place-${state}`, "aria-hidden": "true" }, SIGNS[state] ?? "?");

const arrivalsLine = (one: Told["arrivals"]): Node | string => (one ? make("p", { class: one.well ? "bim-quiet" : "bim-notice" }, one.words) : "");

const formgraderButton = (): Node => make("p", { class: "bim-buttons" }, make("a",
  { class: "bim-button", href: onServer("formgrader/manage_assignments"), target: "_blank", rel: "noopener" }, "Open formgrader"));

const learnerRow = (one: Learner): HTMLElement => make("tr", { "data-bim-learner": one.id },
  make("th", { scope: "row" }, one.name),
  ...one.places.map(([state, words]) => make("td", { title: words }, placeMark(state), make("span", { class: "bim-unseen" }, words))));

/** How many of these learners stand where in the module at this place. */
function moduleCell(some: Learner[], place: number, states: Told["states"]): Node {
  const count = (state: string): number => some.filter((one) => one.places[place]?.[0] === state).length;
  const words = states.flatMap(([state, name]) => (count(state) ? [`${count(state)} ${name}`] : [])).join(", ") || "nobody";
  return make("td", {}, stackedBar([...states].reverse().map(([state]) => [state, count(state)]), some.length, words));
}

const quiet = (words: string): Node => make("p", { class: "bim-quiet" }, words);

export default cohortPart<Told>("cohort_standing", (stage) => (told) => {
  const { states, modules, learners } = told;
  const words = Object.fromEntries(states);
  const find = stage.querySelector("input")?.value ?? "";
  const by = stage.querySelector("select")?.value ?? "";
  if (!modules.length) {
    stage.replaceChildren(make("p", {}, "No module is in the gradebook yet. Open formgrader and press Generate for each module that this cohort takes."), formgraderButton());
    return;
  }
  const body = make("tbody");
  const more = make("div", { class: "bim-more" });
  const all = make("tr", { class: "bim-all" });
  const status = make("p", { class: "bim-quiet", role: "status" });

  function draw(): void {
    const sought = search.value.trim().toLocaleLowerCase();
    const some = learners.filter((one) =>
      (!readers.value || one.reader === readers.value) && (!sought || `${one.name} ${one.id}`.toLocaleLowerCase().includes(sought)));
    all.replaceChildren(make("th", { scope: "row" }, "All of these"), ...modules.map((_, place) => moduleCell(some, place, states)));
    rowsOf(some, learnerRow, body, more);
    const number = counted(learners.length, "learner", "learners");
    say(status, some.length === learners.length ? number : `${some.length} of ${number}`);
  }
  const search = make("input", { type: "search", class: "bim-select", value: find, input: draw });
  const names = [...new Set(learners.map((one) => one.reader).filter(Boolean))].sort();
  const readers = make("select", { class: "bim-select", change: draw },
    make("option", { value: "" }, "everybody’s"), ...names.map((name) => make("option", { value: name, selected: name === by }, name)));

  stage.replaceChildren(
    arrivalsLine(told.arrivals),
    make("ul", { class: "bim-legend", "aria-label": "Signs" }, ...states.map(([state]) => make("li", {}, placeMark(state), words[state]))),
    learners.length > 8 || names.length ? make("div", { class: "bim-find" },
      make("label", {}, "Find a name ", search),
      names.length ? make("label", {}, "Read by ", readers) : null) : "",
    status,
    scrollBox("Who is where, a table that can be scrolled",
      make("table", { class: "bim-matrix" },
        make("caption", { class: "bim-unseen" }, "Learners and modules: where each learner stands in each module"),
        make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "Learner"),
          ...modules.map((one) => make("th", { scope: "col" }, make("span", { class: "bim-number-of" }, one.number), ` ${one.title}`))), all),
        body)),
    more,
    told.withdrawn.length ? quiet(`Withdrawn, with all their work kept: ${told.withdrawn.join(", ")}.`) : "",
    told.unlisted.length ? quiet(`Not on the roster: ${told.unlisted.join(", ")}.`) : "",
    formgraderButton());
  draw();
});
