// @ts-check
/** @typedef {{node: HTMLElement, show: (value: any) => void, read: () => any}} Control */

/** A number's slider. Where it has stops, its track is spaced by them. */
function sliderControl(control, moved, settled) {
  const id = unique();
  const stops = control.stops.length ? control.stops : null;
  const range = stops ? { min: 0, max: stops.length - 1, step: 1 } : { min: control.minimum, max: control.maximum, step: control.step };
  const shown = make("output", { for: id, class: "bim-value" });
  const input = make("input", { type: "range", id, class: "bim-range", ...range });
  let value = control.minimum;
  const tell = () => {
    const words = `${value.toLocaleString()} ${control.unit}`.trim();
    input.setAttribute("aria-valuetext", words);
    say(shown, words);
  };
  input.addEventListener("input", () => {
    value = stops ? stops[Number(input.value)] : Number(input.value);
    tell();
    moved();
  });
  input.addEventListener("change", settled);
  const nearest = (wanted) => stops.reduce((best, stop, place) => (Math.abs(stop - wanted) < Math.abs(stops[best] - wanted) ? place : best), 0);
  return {
    node: make("div", { class: "bim-control" }, make("div", { class: "bim-control-head" }, make("label", { for: id }, control.label), shown), input),
    read: () => value,
    show: (wanted) => {
      value = wanted;
      input.value = String(stops ? nearest(wanted) : wanted);
      tell();
    },
  };
}

/** Radios or checkboxes. */
function optionsControl(control, moved, settled) {
  const name = unique();
  const type = control.kind === "choice" ? "radio" : "checkbox";
  const changed = () => { moved(); settled(); };
  const inputs = control.options.map(({ id }) => make("input", { type, name, value: id, change: changed }));
  return {
    node: make("fieldset", { class: "bim-control" }, make("legend", {}, control.label),
      make("div", { class: "bim-options" }, ...control.options.map((option, place) =>
        make("label", { class: "bim-option bim-inline" }, inputs[place], make("span", {}, option.name))))),
    read: () => {
      const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
      return type === "radio" ? chosen[0] : chosen;
    },
    show: (value) => inputs.forEach((input) => {
      input.checked = type === "radio" ? input.value === value : value.includes(input.value);
    }),
  };
}

function toggleControl(control, moved, settled) {
  const input = make("input", { type: "checkbox", change: () => { moved(); settled(); } });
  return {
    node: make("div", { class: "bim-control" }, make("label", { class: "bim-option bim-inline" }, input, make("span", {}, control.label))),
    read: () => input.checked,
    show: (value) => { input.checked = value; },
  };
}

const CONTROLS = { slider: sliderControl, choice: optionsControl, several: optionsControl, toggle: toggleControl };

function numbersTable({ header, rows, caption }) {
  const cell = (words, place) => (place === 0 ? make("th", { scope: "row" }, words) : make("td", {}, words));
  const id = unique();
  return [make("p", { id, class: "bim-caption" }, caption), make("table", { "aria-describedby": id },
    make("thead", {}, make("tr", {}, ...header.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))))];
}

/** An image cannot run a script, whatever its SVG says. */
const pictureAddress = (svg) => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

/** Asks the kernel for pictures, one at a time; the newest state wins and the old picture stays meanwhile. */
class Drawer {
  constructor(model, { show, busy }) {
    Object.assign(this, { model, show, busy, wanted: null, asked: null, clock: 0 });
    this.onMessage = (message) => this.receive(message);
    model.on("msg:custom", this.onMessage);
  }

  ask(state) {
    this.wanted = state;
    if (!this.asked) this.send();
  }

  send() {
    const state = this.wanted;
    this.wanted = null;
    if (state === null) return;
    this.asked = unique();
    this.busy("Drawing…");
    clearTimeout(this.clock);
    this.clock = setTimeout(() => {
      this.asked = null;
      this.busy("The course is not answering just now, so the picture could not be drawn. It is tried again.");
      this.wanted ??= state;
      this.send();
    }, 15000);
    try { this.model.send({ type: "draw", state, n: this.asked, window: PAGE.window }); } catch { /* the clock tries again */ }
  }

  receive(message) {
    if (message.n === undefined || message.n !== this.asked) return;
    clearTimeout(this.clock);
    this.asked = null;
    if (this.wanted !== null) return this.send();
    this.busy(message.type === "not_drawn" ? message.message : "");
    if (message.type === "drawn") this.show(message);
  }

  stop() {
    clearTimeout(this.clock);
    this.model.off("msg:custom", this.onMessage);
  }
}

export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const first = model.get("first");
    const root = frame(model, el, "figure");
    const title = unique();
    const picture = make("img", { class: "bim-picture" });
    const summary = make("p", { class: "bim-summary", "aria-live": "polite" });
    const busy = make("p", { class: "bim-busy", role: "status" });
    // It may scroll sideways on a narrow page, so the keyboard must reach it.
    const numbers = make("div", { class: "bim-table", role: "region", tabindex: "0", "aria-label": `Table of the numbers: ${item.title}` });
    let shown = first.state;
    let wanted = first.state;

    const show = (drawn) => {
      shown = drawn.state;
      picture.src = pictureAddress(drawn.svg);
      picture.alt = drawn.alt;
      say(summary, drawn.summary);
      numbers.replaceChildren(...numbersTable(drawn.table));
    };
    const drawer = new Drawer(model, { show, busy: (words) => {
      say(busy, words);
      root.setAttribute("aria-busy", String(words === "Drawing…"));
    } });
    const state = () => Object.fromEntries(controls.map(({ id, control }) => [id, control.read()]));
    const moved = () => {
      wanted = state();
      if (same(wanted, first.state) && !drawer.asked) return show(first);
      drawer.ask(wanted);
    };
    const settled = () => saver.edit(state(), null, { pause: PAUSE });
    const controls = item.controls.map((control) => ({ id: control.id, control: CONTROLS[control.kind](control, moved, settled) }));
    const setControls = (value) => controls.forEach(({ id, control }) => control.show(value?.[id] ?? first.state[id]));

    const saver = new Saver(model, root, {
      show: (value) => {
        setControls(value ?? first.state);
        wanted = state();
        if (isSeen) moved();
      },
      words: () => "another state of this figure",
      answered: () => false,
    });
    saver.about = { graded: false };

    /** A kept state is drawn once the learner comes near: until then matplotlib stays unloaded. */
    let isSeen = false;
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      isSeen = true;
      if (!same(wanted, shown)) moved();
    }, { rootMargin: "200px" });

    root.append(
      make("p", { class: "bim-kind" }, "A figure to explore"),
      make("div", { class: "bim-text", html: item.prompt }),
      make("figure", { "aria-labelledby": title },
        make("figcaption", { id: title, class: "bim-title" }, item.title),
        ...controls.map(({ control }) => control.node),
        busy, make("div", { class: "bim-frame" }, picture), summary,
        make("details", { class: "bim-numbers" }, make("summary", {}, "The numbers behind this picture"), numbers)),
      make("dl", { class: "bim-source" },
        make("dt", {}, "Source"), make("dd", { html: item.source }),
        make("dt", {}, "Sample"), make("dd", { html: item.sample }),
        make("dt", {}, "What it does not show"), make("dd", { html: item.limits })),
      make("div", { class: "bim-foot" }, saver.status), saver.asides);
    show(first);
    setControls(first.state);
    saver.start();
    watcher.observe(root);
    signal.addEventListener("abort", () => {
      watcher.disconnect();
      drawer.stop();
      saver.stop();
    });
  },
};
