/** The evaluation: nothing that is filled in leaves this window, or is kept in it, before it is sent. */
import { button, make, say } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { unique } from "@babyinmind/shared/window-state";
import { frame, refreshWhenSeen, sendIfConnected, watch, widget } from "./widget";

/** Without options, words are asked for. */
interface Asked {
  id: string;
  text: string;
  options: string[];
}

interface EvaluationTraits {
  /** `prompt` is HTML; `longest` is in characters. */
  item: { id: string; prompt: string; questions: Asked[]; longest: number };
  told: "" | "open" | "sent";
}

/** The place of an option, or words. */
type Answers = Record<string, number | string>;
type Received = { type: "sent"; failed: string } | { type: "failed"; message: string };
type Sent = { type: "refresh" } | { type: "send"; answers: Answers };

interface Field {
  id: string;
  node: Node;
  read: () => number | string | null;
}

const named = (question: Asked, place: number): string => `${place + 1}. ${question.text}`;

function choosing(question: Asked, place: number): Field {
  const name = unique();
  const radio = (value: string | number, words: string, checked: boolean): Node => make("label", { class: "bim-option bim-inline" },
    make("input", { type: "radio", name, value, checked }), make("span", {}, words));
  const node = make("fieldset", { class: "bim-group", "data-bim-question": question.id },
    make("legend", { class: "bim-prompt" }, named(question, place)),
    ...question.options.map((words, at) => radio(at, words, false)), radio("", "No answer", true));
  const read = (): number | null => {
    const value = node.querySelector<HTMLInputElement>("input:checked")?.value;
    return value ? Number(value) : null;
  };
  return { id: question.id, node, read };
}

function writing(question: Asked, place: number, longest: number): Field {
  const id = unique();
  const area = make("textarea", { id, class: "bim-area", rows: 3, maxlength: longest, dir: "auto", "aria-describedby": `${id}-hint` });
  const node = make("div", { class: "bim-group", "data-bim-question": question.id },
    make("label", { class: "bim-prompt", for: id }, named(question, place)),
    make("p", { class: "bim-hint", id: `${id}-hint` }, `In your own words, up to ${longest} characters, or not at all. Please leave out names, and what could tell who you are.`), area);
  return { id: question.id, node, read: () => area.value.trim() || null };
}

export default widget<Model<EvaluationTraits, Received, Sent>>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "evaluation");
  const said = make("p", { class: "bim-news", role: "status" });
  const fields = item.questions.map((question, place) =>
    (question.options.length ? choosing(question, place) : writing(question, place, item.longest)));
  const form = make("form", { class: "bim-evaluation-form", id: unique(), hidden: true, submit: (event) => { event.preventDefault(); send(); } },
    ...fields.map((one) => one.node),
    make("p", { class: "bim-go-on" }, make("button", { type: "submit", class: "bim-button bim-main" }, "Send it without my name")));
  const opener = button("", () => unfold(form.hidden), { "aria-expanded": "false", "aria-controls": form.id });
  const offer = make("div", {}, make("div", { class: "bim-text", html: item.prompt }), make("p", { class: "bim-go-on" }, opener), form);
  root.append(make("h2", {}, "How was the course for you?"), offer, said);

  function unfold(isOpen: boolean): void {
    form.hidden = !isOpen;
    opener.setAttribute("aria-expanded", String(isOpen));
    say(opener, isOpen ? "Close it without sending" : "Open the form (8 questions, about 3 minutes)");
  }

  function send(): void {
    const answers: Answers = {};
    for (const { id, read } of fields) {
      const answer = read();
      if (answer !== null) answers[id] = answer;
    }
    if (!Object.keys(answers).length) return say(said, "Nothing is answered yet. Answer at least one question, or leave the whole form out.");
    say(said, "It is being sent. This takes a few seconds.");
    if (!sendIfConnected(model, { type: "send", answers })) {
      say(said, "The course is not answering just now, so nothing was sent. Try again in a moment.");
    }
  }

  function draw(): void {
    const state = model.get("told");
    root.hidden = !state;
    offer.hidden = state === "sent";
    if (state === "sent") {
      form.reset();
      say(said, "Thank you. Your evaluation was sent, without your name. No copy of it was kept here.");
    }
  }
  const receive = (message: Received): void => {
    const failed = message.type === "sent" ? message.failed : message.message;
    if (failed) say(said, failed);
  };
  unfold(false);
  draw();
  watch(model, "told", draw, signal);
  model.on("msg:custom", receive);
  signal.addEventListener("abort", () => model.off("msg:custom", receive));
  refreshWhenSeen(model, signal);
});
