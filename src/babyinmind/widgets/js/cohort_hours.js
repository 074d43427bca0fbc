// @ts-check
/**
 * Hours of the cohort. Told: {"planned": minutes, "learners": [{"id", "name", "withdrawn", "credited", "provisional", "measured"}] in
 * minutes, "rule": words, "measured": words}
 */
const inHours = (minutes) => {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  return whole ? (rest ? `${whole} h ${rest} min` : `${whole} h`) : `${rest} min`;
};

/** How many learners have how many hours, credited and provisional together. */
function histogram(learners, planned) {
  const most = Math.max(1, Math.ceil(planned / 60));
  const counts = Array(most + 1).fill(0);
  for (const one of learners) counts[Math.min(most, Math.ceil((one.credited + one.provisional) / 60))] += 1;
  const top = Math.max(1, ...counts);
  const name = (hour) => (hour === 0 ? "none" : `${hour - 1} to ${hour} h`);
  const words = counts.map((count, hour) => `${name(hour)}: ${ofMany(count, "learner", "learners")}`).join("; ");
  return make("div", { class: "bim-histogram", role: "img", "aria-label": `Learners by hours so far. ${words}.` },
    ...counts.map((count, hour) => make("div", {}, make("span", {}, String(count)),
      make("span", { class: "bim-column", style: `height: ${(7 * count) / top}em` }), make("span", {}, name(hour)))));
}

export default cohortPart("cohort_hours", (told, stage) => {
  const { learners, planned } = told;
  if (!learners.length) {
    stage.replaceChildren(make("p", {}, "Nobody is on the roster, and nobody has handed anything in yet."));
    return;
  }
  const body = make("tbody");
  const more = make("div", { class: "bim-more" });
  stage.replaceChildren(
    make("figure", { class: "bim-frame" }, make("figcaption", { class: "bim-caption" }, "Learners by hours so far, credited and provisional"), histogram(learners.filter((one) => !one.withdrawn), planned)),
    scrollBox("Hours of each learner, a table that can be scrolled", make("table", { class: "bim-hours" },
      make("caption", { class: "bim-unseen" }, "Hours of each learner"),
      make("thead", {}, make("tr", {}, ...["Learner", `Of ${inHours(planned)}`, "Credited", "Provisional", "Measured"].map((name) => make("th", { scope: "col" }, name)))),
      body)),
    more,
    make("details", {}, make("summary", {}, "How hours are counted"), make("p", {}, told.rule), make("p", {}, told.measured)));
  rowsOf(learners, (one) => make("tr", {}, make("th", { scope: "row" }, one.name, one.withdrawn ? make("span", { class: "bim-quiet" }, " (withdrawn)") : null),
    make("td", {}, stackedBar([["returned", one.credited], ["to-read", one.provisional]], planned, `${inHours(one.credited)} credited, ${inHours(one.provisional)} provisional`)),
    ...[one.credited, one.provisional, one.measured].map((minutes) => make("td", {}, inHours(minutes)))), body, more);
});
