/** Steps to put in order, with buttons that move them up and down. The answer is the list of the steps' ids. */
import { button, make, say } from "@babyinmind/shared/dom";
import { group, plainOf, question, type Option, type QuestionItem } from "@babyinmind/widgets/question";

interface OrderItem extends QuestionItem {
  options: Option[];
}

interface Row {
  id: string;
  up: HTMLButtonElement;
  down: HTMLButtonElement;
  node: HTMLLIElement;
}

export default question<OrderItem, string[]>((item, changed) => {
  const plain = (id: string | null): string => plainOf(item.options, id);
  const spoken = make("p", { class: "bim-unseen", role: "status" });
  const list = make("ol", { class: "bim-order", tabindex: "-1" });
  const note = make("p", { class: "bim-note" });
  let isAnswered = false;
  const answered = (): void => {
    isAnswered = true;
    settle();
    changed();
  };
  const confirm = button("This is my order", () => {
    answered();
    list.focus(); // the button is gone now
    say(spoken, "This order counts now.");
  });

  function move(row: Row, by: -1 | 1, pressed: HTMLButtonElement): void {
    const from = rows.indexOf(row);
    const to = from + by;
    if (to < 0 || to >= rows.length) return say(spoken, `${plain(row.id)} is ${by < 0 ? "first" : "last"} already.`);
    rows.splice(from, 1);
    rows.splice(to, 0, row);
    answered();
    pressed.focus();
    say(spoken, `${plain(row.id)}: now ${to + 1} of ${rows.length}.`);
  }

  function mover(id: string, sign: string, word: string, press: () => void): HTMLButtonElement {
    const mover = button("", press, { class: "bim-button bim-move" });
    mover.append(
      make("span", { class: "bim-unseen" }, `Move “${plain(id)}” `),
      make("span", { "aria-hidden": "true" }, `${sign} `), word);
    return mover;
  }

  let rows = item.options.map(({ id, html }): Row => {
    const up = mover(id, "↑", "up", () => move(row, -1, up));
    const down = mover(id, "↓", "down", () => move(row, 1, down));
    const node = make("li", {}, make("div", { class: "bim-step" },
      make("span", { class: "bim-step-text", html }),
      make("span", { class: "bim-moves" }, up, down)));
    const row = { id, up, down, node };
    return row;
  });

  /** Bring the list to the rows' order; the ends say that they can go no further, and keep the focus. */
  function settle(): void {
    if (rows.some((row, index) => list.children[index] !== row.node)) list.replaceChildren(...rows.map((row) => row.node));
    rows.forEach((row, index) => {
      row.up.setAttribute("aria-disabled", String(index === 0));
      row.down.setAttribute("aria-disabled", String(index === rows.length - 1));
    });
    confirm.hidden = note.hidden = isAnswered || item.practice;
    say(note, "This order does not count yet. Move a step, or say that it is right as it stands:");
  }

  settle();
  return {
    node: group(item, "Put the steps in order, the first at the top.", list, make("div", { class: "bim-confirm" }, note, confirm), spoken),
    read: () => (isAnswered || item.practice ? rows.map((row) => row.id) : undefined),
    show: (value) => {
      const order = Array.isArray(value) ? value : [];
      isAnswered = order.length > 0;
      const written = item.options.map((option) => option.id);
      const place = (id: string): number => (order.includes(id) ? order.indexOf(id) : written.length + written.indexOf(id));
      rows = [...rows].sort((a, b) => place(a.id) - place(b.id));
      settle();
    },
    words: (value) => value.map(plain).join(" → "),
    name: plain,
  };
});
