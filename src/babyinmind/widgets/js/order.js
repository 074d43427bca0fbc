// @ts-check
export default question((item, changed) => {
  const plain = (id) => item.options.find((option) => option.id === id)?.plain ?? "";
  const spoken = make("p", { class: "bim-unseen", role: "status" });
  const list = make("ol", { class: "bim-order", tabindex: "-1" });
  const note = make("p", { class: "bim-note" });
  let isAnswered = false;
  const ids = () => rows.map((row) => row.id);
  const answered = () => {
    isAnswered = true;
    settle();
    changed();
  };
  const confirm = button("This is my order", () => {
    answered();
    list.focus(); // the button is gone now
    say(spoken, "This order counts now.");
  });

  function move(row, by, pressed) {
    const from = rows.indexOf(row);
    const to = from + by;
    if (to < 0 || to >= rows.length) return say(spoken, `${plain(row.id)} is ${by < 0 ? "first" : "last"} already.`);
    rows.splice(from, 1);
    rows.splice(to, 0, row);
    answered();
    pressed.focus();
    say(spoken, `${plain(row.id)}: now ${to + 1} of ${rows.length}.`);
  }

  function mover(row, by, sign, word) {
    const press = (event) => move(row, by, event.currentTarget);
    return make("button", { type: "button", class: "bim-button bim-move", click: press },
      make("span", { class: "bim-unseen" }, `Move “${plain(row.id)}” `),
      make("span", { "aria-hidden": "true" }, `${sign} `), word);
  }

  let rows = item.options.map((option) => {
    const row = { id: option.id, up: null, down: null, node: make("li") };
    row.up = mover(row, -1, "↑", "up");
    row.down = mover(row, 1, "↓", "down");
    row.node.append(make("div", { class: "bim-step" },
      make("span", { class: "bim-step-text", html: option.html }),
      make("span", { class: "bim-moves" }, row.up, row.down)));
    return row;
  });

  /** Bring the list to the rows' order; the ends say that they can go no further, and keep the focus. */
  function settle() {
    if (!same([...list.children].map((node) => rows.find((row) => row.node === node)?.id), ids())) {
      list.replaceChildren(...rows.map((row) => row.node));
    }
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
    read: () => (isAnswered || item.practice ? ids() : undefined),
    show: (value) => {
      isAnswered = Array.isArray(value) && value.length > 0;
      const place = (id) => (isAnswered && value.includes(id) ? value.indexOf(id) : item.options.length + item.options.findIndex((option) => option.id === id));
      rows = [...rows].sort((a, b) => place(a.id) - place(b.id));
      settle();
    },
    words: (value) => value.map(plain).join(" → "),
    name: plain,
  };
});
