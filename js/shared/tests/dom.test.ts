import { afterEach, expect, test, vi } from "vitest";
import { button, goTo, keepKeys, make, say, until } from "../src/dom";

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

test("what is null, undefined or false is left out, and true is an attribute without a value", () => {
  const node = make("input", { type: "text", disabled: true, hidden: false, title: null, lang: undefined, maxlength: 3 });
  expect(node.outerHTML).toBe('<input type="text" disabled="" maxlength="3">');
});

test("a text is text, and only html is HTML", () => {
  expect(make("p", {}, "<b>a</b>", null, undefined, make("i")).innerHTML).toBe("&lt;b&gt;a&lt;/b&gt;<i></i>");
  expect(make("p", { html: "<b>a</b>" }).querySelector("b")?.textContent).toBe("a");
});

test("a button is pressed, and submits no form", () => {
  const pressed = vi.fn();
  const node = button("Go", pressed, { class: "own" });
  node.click();
  expect(pressed).toHaveBeenCalledOnce();
  expect([node.type, node.className, node.textContent]).toEqual(["button", "own", "Go"]);
  expect(button("Go", pressed).className).toBe("bim-button");
});

test("what is said already is not said twice, so that a live region stays silent", () => {
  const node = make("p", {}, "same");
  const before = node.firstChild;
  say(node, "same");
  expect(node.firstChild).toBe(before);
  say(node, "other");
  expect(node.textContent).toBe("other");
});

test.each([
  ["a", {}, false],
  ["Enter", {}, false],
  ["Enter", { ctrlKey: true }, false],
  ["ArrowDown", {}, false],
  ["Escape", {}, true],
  ["Tab", {}, true],
  ["F5", {}, true],
  ["c", { ctrlKey: true }, true],
  ["c", { metaKey: true }, true],
])("the key %s %o reaches Jupyter: %s", (key, modifiers, reaches) => {
  const heard = vi.fn();
  const root = make("div", {}, make("input"));
  root.addEventListener("keydown", keepKeys);
  document.body.append(root);
  document.body.addEventListener("keydown", heard, { once: true });
  root.querySelector("input")?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...modifiers }));
  document.body.removeEventListener("keydown", heard);
  expect(heard.mock.calls.length > 0).toBe(reaches);
});

test("going to an element opens what it is folded in, and focuses it", () => {
  const target = make("p", {}, "here");
  const folded = make("details", {}, make("summary", {}, "more"), target);
  document.body.append(folded);
  goTo(target);
  expect([folded.open, document.activeElement]).toEqual([true, target]);
  expect(() => goTo(null)).not.toThrow();
});

test("waiting ends when it is so, and when the time is over", async () => {
  vi.useFakeTimers();
  let isSo = false;
  const came = until(() => isSo, 1000);
  await vi.advanceTimersByTimeAsync(300);
  isSo = true;
  await vi.advanceTimersByTimeAsync(100);
  await expect(came).resolves.toBe(true);
  const never = until(() => false, 1000);
  await vi.advanceTimersByTimeAsync(1200);
  await expect(never).resolves.toBe(false);
});
