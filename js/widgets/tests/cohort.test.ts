import { afterEach, beforeEach, expect, test, vi } from "vitest";
import instructor from "@babyinmind/widgets/instructor";
import { enter, find, labeled, show, type Shown } from "./show";

interface Sent {
  type: string;
  token?: string;
}

const open = (kind: string, told: object): Shown<{ told: object }, Sent> => {
  const part = instructor[kind];
  if (!part) throw new Error(`no part is called ${kind}`);
  return show<{ told: object }, Sent>(part, { item: { id: kind, prompt: "" }, told } as { told: object });
};

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const STATES = [["not-begun", "not begun"], ["returned", "returned"]];
const learners = (count: number): object[] =>
  Array.from({ length: count }, (_, n) => ({ id: `l${n}`, name: `Learner ${n}`, reader: n % 2 ? "Ruth" : "Rita", places: [[n ? "not-begun" : "returned", "words"]] }));
const standing = (count: number): object => ({
  states: STATES, modules: [{ id: "m", number: "1", title: "Module" }], learners: learners(count), withdrawn: [], unlisted: [], arrivals: null,
});

test("of many learners the first hundred are shown, and the others when they are asked for", () => {
  const { el } = open("cohort_standing", standing(150));
  expect(el.querySelectorAll("tr[data-bim-learner]")).toHaveLength(100);
  find(el, "button", "Show more (50 left)").click();
  expect(el.querySelectorAll("tr[data-bim-learner]")).toHaveLength(150);
});

test("learners are found by name and by who reads them, and what was typed outlives news", () => {
  const { el, model } = open("cohort_standing", standing(20));
  enter(labeled(el, "Find a name"), "learner 1");
  expect(el.querySelectorAll("tr[data-bim-learner]")).toHaveLength(11);
  enter(labeled(el, "Read by"), "Ruth");
  expect(el.querySelectorAll("tr[data-bim-learner]")).toHaveLength(6);
  model.set("told", standing(20));
  expect(labeled(el, "Find a name").value).toBe("learner 1");
  // By the attribute: happy-dom does not choose by it, as browsers do.
  expect([...el.querySelectorAll("option[selected]")].map((option) => option.textContent)).toEqual(["Ruth"]);
});

test("a fault is said line by line, and goes when it is mended", () => {
  const { el, model } = open("cohort_hours", { fault: "roster.csv, line 2\nNo name." });
  expect([...el.querySelectorAll("[role=alert] p")].map((line) => line.textContent)).toEqual(["roster.csv, line 2", "No name."]);
  model.set("told", { planned: 60, learners: [], rule: "", measured: "" });
  expect(el.textContent).toBe("Nobody is on the roster, and nobody has handed anything in yet.");
});

test("hours are said in words beside the picture", () => {
  const one = { id: "a", name: "Ann", withdrawn: false, credited: 65, provisional: 30, measured: 80 };
  const { el } = open("cohort_hours", { planned: 120, learners: [one], rule: "", measured: "" });
  expect(el.querySelector(".bim-histogram")?.getAttribute("aria-label")).toContain("none: 0 learners; 0 to 1 h: 0 learners; 1 to 2 h: 1 learner");
  expect([...el.querySelectorAll("tbody td")].map((cell) => cell.textContent)).toEqual(["", "1 h 5 min", "30 min", "1 h 20 min"]);
});

const reading = (more: object = {}): object => ({
  days: 7, minutes: 4, snippets: [], snippets_fault: "",
  waiting: [{ learner: "ann", name: "Ann", module: "m", title: "Module", cell: "c", reader: "", since: "1 November", claimed: "", days: 9, overdue: true, link: "formgrader/x", ...more }],
});

test("what was written is asked of the kernel, and shown as text", async () => {
  const { el, model } = open("cohort_waiting", reading());
  expect(el.textContent).toContain("1 reflection waits to be read, about 4 minutes together. 1 is overdue: the course promised 7 days.");
  find(el, "button", "Read here").click();
  expect(model.last).toMatchObject({ type: "ask", learner: "ann", module: "m", cell: "c" });
  model.say({ type: "answered", token: "another's", text: "not this" });
  model.say({ type: "answered", token: model.last.token, prompt: "Why?", about: "", text: "<img src=x>", notes: "", rubric: null });
  await vi.advanceTimersByTimeAsync(0);
  expect(el.querySelector(".bim-written")?.textContent).toBe("<img src=x>");
});

test("a kernel that does not answer is not waited for for ever", async () => {
  const { el } = open("cohort_waiting", reading());
  find(el, "button", "Read here").click();
  await vi.advanceTimersByTimeAsync(21000);
  expect(el.querySelector("[role=alert]")?.textContent).toContain("It did not open.");
});

test("a flag that is being written outlives news", () => {
  const told = { contact: { name: "Cora", how: "by telephone" }, protocol: "", unfilled: "", longest: 300, learners: [{ id: "ann", name: "Ann" }], flags: null };
  const { el, model } = open("cohort_flags", told);
  enter(labeled(el, "Why, in a few words?"), "She is afraid.");
  model.set("told", { ...told });
  expect(labeled(el, "Why, in a few words?").value).toBe("She is afraid.");
  find(el, "form").dispatchEvent(new Event("submit", { cancelable: true }));
  expect(el.querySelector(".bim-news")?.textContent).toBe("Choose whom it is about.");
});
