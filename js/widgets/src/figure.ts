/** A figure to explore: its controls, the picture that the kernel draws, and the numbers behind it. */
import { make, say } from "@babyinmind/shared/dom";
import type { Model, SaveMessage, SaveReply, SavingTraits } from "@babyinmind/shared/model";
import { PAUSE, Saver } from "@babyinmind/shared/saver";
import { unique } from "@babyinmind/shared/window-state";
import { buildControl, type ControlItem, type Setting } from "./figure-controls";
import { Drawer, type DrawMessage, type Drawn, type DrawReply, type FigureState, type Table } from "./figure-drawer";
import { frame, widget } from "./widget";

/** All but id, kind and title is HTML. */
interface FigureItem {
  id: string;
  kind: string;
  prompt: string;
  title: string;
  source: string;
  sample: string;
  limits: string;
  controls: ControlItem[];
}

interface FigureTraits extends SavingTraits<FigureState, FigureItem> {
  first: Drawn;
}

type FigureModel = Model<FigureTraits, SaveReply<FigureState> | DrawReply, SaveMessage<FigureState> | DrawMessage>;

function numbersTable({ header, rows, caption }: Table): Node[] {
  const cell = (words: string, place: number): Node => (place === 0 ? make("th", { scope: "row" }, words) : make("td", {}, words));
  const id = unique();
  return [make("p", { id, class: "bim-caption" }, caption), make("table", { "aria-describedby": id },
    make("thead", {}, make("tr", {}, ...header.map((words) => make("th", { scope: "col" }, words)))),
    make("tbody", {}, ...rows.map((row) => make("tr", {}, ...row.map(cell)))))];
}

/** An image cannot run a script, whatever its SVG says. */
const pictureAddress = (svg: string): string => `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;

const isSame = (one: FigureState, other: FigureState): boolean => JSON.stringify(one) === JSON.stringify(other);

export default widget<FigureModel>(({ model, el, signal }) => {
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

  const show = (drawn: Drawn): void => {
    shown = drawn.state;
    picture.src = pictureAddress(drawn.svg);
    picture.alt = drawn.alt;
    say(summary, drawn.summary);
    numbers.replaceChildren(...numbersTable(drawn.table));
  };
  const drawer = new Drawer(model, show, (words, isDrawing) => {
    say(busy, words);
    root.setAttribute("aria-busy", String(isDrawing));
  });
  const state = (): FigureState => Object.fromEntries(controls.map(({ id, control }) => [id, control.read()]));
  const moved = (): void => {
    wanted = state();
    if (isSame(wanted, first.state) && !drawer.isBusy) return show(first);
    drawer.ask(wanted);
  };
  const settled = (): void => saver.edit(state(), null, { pause: PAUSE });
  const controls = item.controls.map((control) => ({ id: control.id, control: buildControl(control, moved, settled) }));
  const setControls = (value: FigureState): void => controls.forEach(({ id, control }) => {
    const setting: Setting | undefined = value[id] ?? first.state[id];
    if (setting !== undefined) control.show(setting);
  });

  const saver = new Saver<FigureState>(model, root, {
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
    if (!isSame(wanted, shown)) moved();
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
  void saver.start();
  watcher.observe(root);
  signal.addEventListener("abort", () => {
    watcher.disconnect();
    drawer.stop();
    saver.stop();
  });
});
