/** What the parts of the instructor's page share. */
import { button, later, make } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { unique } from "@babyinmind/shared/window-state";
import { frame, sendIfConnected, watch, widget, type Widget } from "./widget";

const FIRST_ROWS = 100;
/** Milliseconds in which the kernel answers a question. */
const ANSWERS_WITHIN = 20000;

interface Asking {
  type: "ask";
  token: string;
}
type Sent = { type: "refresh" } | { type: "choose"; choice?: string } | (Asking & Record<string, string>);
/** What the kernel answers; `fault` says why it did not do or give what was asked. */
type Answered = { type: "answered"; token: string } & Record<string, unknown>;

interface CohortTraits<Told> {
  /** `prompt` is HTML. */
  item: { id: string; prompt: string };
  /** What the part shows, or a fault, line by line. */
  told: Told | { fault: string };
}

export type CohortModel<Told> = Model<CohortTraits<Told>, Answered, Sent>;
type Channel = Pick<CohortModel<unknown>, "on" | "off" | "send">;

/** Rows of a list or table: the first hundred, and the others when they are asked for. `draw` makes one. */
export function rowsOf<Row>(all: Row[], draw: (row: Row) => HTMLElement, host: HTMLElement, more: HTMLElement): void {
  let shown = 0;
  const next = button("", () => {
    const first = add()?.querySelector<HTMLElement>("a, button, th");
    first?.setAttribute("tabindex", "0");
    first?.focus();
  });
  function add(): HTMLElement | undefined {
    const fresh = all.slice(shown, shown + FIRST_ROWS).map(draw);
    shown += fresh.length;
    host.append(...fresh);
    next.textContent = `Show more (${all.length - shown} left)`;
    next.hidden = shown >= all.length;
    return fresh[0];
  }
  more.replaceChildren(next);
  host.replaceChildren();
  add();
}

const faultBox = (fault: string): Node =>
  make("div", { class: "bim-faults bim-notice", role: "alert" }, ...fault.split("\n").map((line) => make("p", {}, line)));

/**
 * A part that is drawn from what it is told. `begin` is called for each view and gives what draws it, so that what was
 * typed, or stands open, is kept from drawing to drawing. `renews`: it asks anew whenever somebody comes back to the page.
 */
export function cohortPart<Told extends object>(
  name: string,
  begin: (stage: HTMLElement, model: CohortModel<Told>) => (told: Told) => void,
  renews = true,
): Widget {
  return widget<CohortModel<Told>>(({ model, el, signal }) => {
    const root = frame(model, el, name);
    const prompt = model.get("item").prompt;
    const stage = make("div");
    root.classList.add("bim-cohort");
    root.append(prompt ? make("div", { class: "bim-text", html: prompt }) : "", stage);
    const draw = begin(stage, model);
    const tell = (): void => {
      const told = model.get("told");
      if (isFault(told)) stage.replaceChildren(faultBox(told.fault));
      else draw(told);
    };
    const again = (): void => {
      if (document.visibilityState === "visible") sendIfConnected(model, { type: "refresh" });
    };
    tell();
    watch(model, "told", tell, signal);
    // This page may have been run long ago, and the gradebook written to since.
    again();
    if (renews) document.addEventListener("visibilitychange", again, { signal });
  });
}

const isFault = (told: object): told is { fault: string } => "fault" in told && Boolean(told.fault);

/** Ask the kernel; gives what it answers, or {"fault": words}, which are `late` where it does not answer. */
export function ask<Given>(model: Channel, what: Record<string, string>, late: string): Promise<Given | { fault: string }> {
  const token = unique();
  return new Promise((done) => {
    const finish = (answer: Given | { fault: string }): void => {
      clearTimeout(timer);
      model.off("msg:custom", heard);
      done(answer);
    };
    const heard = (message: Answered): void => {
      if (message.type === "answered" && message.token === token) finish(message as unknown as Given);
    };
    const timer = later(() => finish({ fault: late }), ANSWERS_WITHIN);
    model.on("msg:custom", heard);
    if (!sendIfConnected(model, { ...what, type: "ask", token })) finish({ fault: "There is no connection." });
  });
}

/** Why what was asked was not done or given; "" where it was. */
export const faultOf = (answer: object): string => (isFault(answer) ? answer.fault : "");

/** A box that a wide table scrolls in by itself, by keyboard too. */
export const scrollBox = (label: string, ...children: Node[]): Node =>
  make("div", { class: "bim-scroll", role: "region", tabindex: "0", "aria-label": label }, ...children);

/** One bar of parts. The words say the same as the picture. */
export function stackedBar(parts: [kind: string, count: number][], total: number, words: string): Node {
  const bar = make("span", { class: "bim-stack", role: "img", "aria-label": words, title: words });
  for (const [kind, count] of parts) {
    if (count) bar.append(make("span", { class: `bim-part-${kind}`, style: `width: ${(100 * count) / (total || 1)}%` }));
  }
  return bar;
}

/** The head of a table, a column for each name. */
export const tableHead = (...names: string[]): Node =>
  make("thead", {}, make("tr", {}, ...names.map((name) => make("th", { scope: "col" }, name))));
