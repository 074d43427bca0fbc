// @ts-check
/**
 * Learners and modules as one picture. Told: {"states": [[id, words]], "modules": [{"id", "number", "title"}],
 * "learners": [{"id", "name", "reader", "places": [[state, words]]}], "withdrawn": [name], "unlisted": [name],
 * "arrivals": {"words", "well"} of what is graded on arrival, or null}
 */
const PLACE_SIGNS = { "not-begun": "·", "in-progress": "◐", "handed-in": "↑", "to-read": "◆", returned: "✓" };

const placeMark = (state) => make("span", { class: `bim-place bim-place-${state}`, "aria-hidden": "true" }, PLACE_SIGNS[state] ?? "?");

const arrivalsLine = (one) => (one ? make("p", { class: one.well ? "bim-quiet" : "bim-notice" }, one.words) : "");

export default cohortPart("cohort_standing", (told, stage) => {
  const { states, modules, learners } = told;
  const words = Object.fromEntries(states);
  const find = stage.querySelector("input")?.value ?? "";
  const by = stage.querySelector("select")?.value ?? "";
  const formgrader = make("p", { class: "bim-buttons" }, make("a",
    { class: "bim-button", href: onServer("formgrader/manage_assignments"), target: "_blank", rel: "noopener" }, "Open formgrader"));
  if (!modules.length) {
    stage.replaceChildren(make("p", {}, "No module is in the gradebook yet. Open formgrader and press Generate for each module that this cohort takes."), formgrader);
    return;
  }
  const body = make("tbody");
  const more = make("div", { class: "bim-more" });
  const all = make("tr", { class: "bim-all" });
  const status = make("p", { class: "bim-quiet", role: "status" });

  function draw() {
    const sought = search.value.trim().toLocaleLowerCase();
    const some = learners.filter((one) =>
      (!readers.value || one.reader === readers.value) && (!sought || `${one.name} ${one.id}`.toLocaleLowerCase().includes(sought)));
    all.replaceChildren(make("th", { scope: "row" }, "All of these"), ...modules.map((module, place) => {
      const count = Object.fromEntries(states.map(([state]) => [state, 0]));
      for (const one of some) count[one.places[place][0]] += 1;
      const said = states.filter(([state]) => count[state]).map(([state, name]) => `${count[state]} ${name}`).join(", ") || "nobody";
      return make("td", {}, stackedBar([...states].reverse().map(([state]) => [state, count[state]]), some.length, said));
    }));
    rowsOf(some, (one) => make("tr", { "data-bim-learner": one.id },
      make("th", { scope: "row" }, one.name),
      ...one.places.map(([state, said]) => make("td", { title: said }, placeMark(state), make("span", { class: "bim-unseen" }, said)))), body, more);
    say(status, some.length === learners.length ? ofMany(some.length, "learner", "learners") : `${some.length} of ${ofMany(learners.length, "learner", "learners")}`);
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
    told.withdrawn.length ? make("p", { class: "bim-quiet" }, `Withdrawn, with all their work kept: ${told.withdrawn.join(", ")}.`) : "",
    told.unlisted.length ? make("p", { class: "bim-quiet" }, `Not on the roster: ${told.unlisted.join(", ")}.`) : "",
    formgrader);
  draw();
});
