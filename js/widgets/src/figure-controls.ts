/** What moves a figure: sliders, radios, checkboxes. */
import { make, say } from "@babyinmind/shared/dom";
import { unique } from "@babyinmind/shared/window-state";

export type Setting = number | string | string[] | boolean | undefined;

interface SliderItem {
  kind: "slider";
  id: string;
  label: string;
  minimum: number;
  maximum: number;
  step: number;
  unit: string;
  /** The values that it may have, [] for every step. */
  stops: number[];
}

interface OptionsItem {
  kind: "choice" | "several";
  id: string;
  label: string;
  options: { id: string; name: string }[];
}

interface ToggleItem {
  kind: "toggle";
  id: string;
  label: string;
}

export type ControlItem = SliderItem | OptionsItem | ToggleItem;

export interface Control {
  node: Node;
  read(): Setting;
  show(value: Setting): void;
}

/** The place of the stop that lies nearest. */
const nearest = (stops: number[], wanted: number): number =>
  stops.reduce((best, stop, place) => (Math.abs(stop - wanted) < Math.abs((stops[best] ?? 0) - wanted) ? place : best), 0);

/** A number's slider. Where it has stops, its track is spaced by them. */
function sliderControl(item: SliderItem, moved: () => void, settled: () => void): Control {
  const id = unique();
  const stops = item.stops.length ? item.stops : null;
  const range = stops ? { min: 0, max: stops.length - 1, step: 1 } : { min: item.minimum, max: item.maximum, step: item.step };
  const shown = make("output", { for: id, class: "bim-value" });
  const input = make("input", { type: "range", id, class: "bim-range", ...range });
  let value = item.minimum;
  const tell = (): void => {
    const words = `${value.toLocaleString()} ${item.unit}`.trim();
    input.setAttribute("aria-valuetext", words);
    say(shown, words);
  };
  input.addEventListener("input", () => {
    value = stops ? (stops[Number(input.value)] ?? value) : Number(input.value);
    tell();
    moved();
  });
  input.addEventListener("change", settled);
  return {
    node: make("div", { class: "bim-control" }, make("div", { class: "bim-control-head" }, make("label", { for: id }, item.label), shown), input),
    read: () => value,
    show: (wanted) => {
      value = Number(wanted);
      input.value = String(stops ? nearest(stops, value) : value);
      tell();
    },
  };
}

/** Radios or checkboxes. */
function optionsControl(item: OptionsItem, moved: () => void, settled: () => void): Control {
  const name = unique();
  const isOne = item.kind === "choice";
  const changed = (): void => { moved(); settled(); };
  const inputs = item.options.map(({ id }) => make("input", { type: isOne ? "radio" : "checkbox", name, value: id, change: changed }));
  return {
    node: make("fieldset", { class: "bim-control" }, make("legend", {}, item.label),
      make("div", { class: "bim-options" }, ...item.options.map((option, place) =>
        make("label", { class: "bim-option bim-inline" }, inputs[place], make("span", {}, option.name))))),
    read: () => {
      const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
      return isOne ? chosen[0] : chosen;
    },
    show: (value) => inputs.forEach((input) => {
      input.checked = Array.isArray(value) ? value.includes(input.value) : input.value === value;
    }),
  };
}

function toggleControl(item: ToggleItem, moved: () => void, settled: () => void): Control {
  const input = make("input", { type: "checkbox", change: () => { moved(); settled(); } });
  return {
    node: make("div", { class: "bim-control" }, make("label", { class: "bim-option bim-inline" }, input, make("span", {}, item.label))),
    read: () => input.checked,
    show: (value) => { input.checked = value === true; },
  };
}

/** `moved` is called at each change, `settled` once a change is made. */
export function buildControl(item: ControlItem, moved: () => void, settled: () => void): Control {
  if (item.kind === "slider") return sliderControl(item, moved, settled);
  return item.kind === "toggle" ? toggleControl(item, moved, settled) : optionsControl(item, moved, settled);
}
