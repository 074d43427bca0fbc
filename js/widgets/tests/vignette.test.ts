import { expect, test } from "vitest";
import vignette, { followed, type Path } from "@babyinmind/widgets/vignette";
import { answered, find, show, type Message } from "./show";

const STORY = {
  start: "door",
  scenes: {
    door: { text: 0, lesson: null, decisions: [{ id: "knock", text: 1, consequence: 2, to: "in" }] },
    in: { text: 3, lesson: 4, decisions: [] },
  },
};
const ITEM = {
  id: "case", kind: "vignette", title: "A visit", versions: [{ id: "default", name: "Anybody" }], version: "default",
  told: { default: STORY }, texts: ["You stand at a door.", "Knock.", "Somebody opens.", "You are inside.", "Knocking helps."],
};
const traits = { item: ITEM, answer: null, store: "store", module: "m" };

test.each<[Path, string, number]>([
  [[], "door", 0],
  [[["door", "knock"]], "in", 1],
  [[["door", "gone"]], "door", 0],
  [[["elsewhere", "knock"]], "door", 0],
])("the way %o is followed to %s", (path, scene, steps) => {
  const found = followed(STORY, path);
  expect([found.scene, found.steps.length]).toEqual([scene, steps]);
});

test("a decision leads on and is sent, and one can go back", () => {
  const { el, model } = show<object, Message>(vignette, traits);
  find(el, "button", "Knock.").click();
  expect(model.last.value).toEqual({ version: "default", path: [["door", "knock"]] });
  expect(el.textContent).toContain("Knocking helps.");
  expect(document.activeElement).toBe(find(el, "h4", "How it ends"));
  model.say({ type: "saved", draft: model.last.draft, answer: answered(model.last.value) });
  find(el, "button", "Go back one step").click();
  expect(model.last.value).toEqual({ version: "default", path: [] });
  expect(find(el, "h4", "Step 1")).toBeTruthy();
});

test("a way through a version that is gone is shown in the one that is there", () => {
  const answer = answered({ version: "gone", path: [["door", "knock"]] });
  expect(show(vignette, { ...traits, item: { ...ITEM, id: "case-2" }, answer }).el.textContent).toContain("You are inside.");
});
