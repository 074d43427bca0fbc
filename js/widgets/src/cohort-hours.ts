/** Hours of the cohort. */
import { make } from "@babyinmind/shared/dom";
import { counted, inHours } from "@babyinmind/shared/words";
import { cohortPart, rowsOf, scrollBox, stackedBar, tableHead } from "./cohort";

/** Numbers are minutes. */
interface Learner {
  id: string;
  name: string;
  withdrawn: boolean;
  credited: number;
  provisional: number;
  measured: number;
}

interface Told {
  /** In minutes. */
  planned: number;
  learners: Learner[];
  rule: string;
  measured: string;
}

/** How many learners have how many hours, credited and provisional together. */
function histogram(learners: Learner[], planned: number): Node {
  const most = Math.max(1, Math.ceil(planned / 60));
  const counts = Array.from({ length: most + 1 }, (_, hour) =>
    learners.filter((one) => Math.min(most, Math.ceil((one.credited + one.provisional) / 60)) === hour).length);
  const top = Math.max(1, ...counts);
  const name = (hour: number): string => (hour === 0 ? "none" : `${hour - 1} to ${hour} h`);
  const words = counts.map((count, hour) => `${name(hour)}: ${counted(count, "learner", "learners")}`).join("; ");
  return make("div", { class: "bim-histogram", role: "img", "aria-label": `Learners by hours so far. ${words}.` },
    ...counts.map((count, hour) => make("div", {}, make("span", {}, String(count)),
      make("span", { class: "bim-column", style: `height: ${(7 * count) / top}em` }), make("span", {}, name(hour)))));
}

const learnerRow = (one: Learner, planned: number): HTMLElement => make("tr", {},
  make("th", { scope: "row" }, one.name, one.withdrawn ? make("span", { class: "bim-quiet" }, " (withdrawn)") : null),
  make("td", {}, stackedBar([["returned", one.credited], ["to-read", one.provisional]], planned, `${inHours(one.credited)} credited, ${inHours(one.provisional)} provisional`)),
  ...[one.credited, one.provisional, one.measured].map((minutes) => make("td", {}, inHours(minutes))));

export default cohortPart<Told>("cohort_hours", (stage) => ({ learners, planned, rule, measured }) => {
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
      tableHead("Learner", `Of ${inHours(planned)}`, "Credited", "Provisional", "Measured"), body)),
    more,
    make("details", {}, make("summary", {}, "How hours are counted"), make("p", {}, rule), make("p", {}, measured)));
  rowsOf(learners, (one) => learnerRow(one, planned), body, more);
});
