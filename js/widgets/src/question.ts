/** The flow that all kinds of question share. A kind's own script gives its part: `export default question(build)`. */
import { button, make, say } from "@babyinmind/shared/dom";
import type { Model, SaveMessage, SaveReply, SavingTraits } from "@babyinmind/shared/model";
import { Saver } from "@babyinmind/shared/saver";
import { unique, WINDOW } from "@babyinmind/shared/window-state";
import { questionMark } from "./marks";
import { frame, widget, type Widget } from "./widget";

/** What the page may know of every question; a kind adds its own. Texts are HTML. */
export interface QuestionItem {
  id: string;
  kind: string;
  prompt: string;
  practice: boolean;
  confidence: boolean;
}

/** `plain` is for places that take no markup. */
export interface Option {
  id: string;
  html: string;
  plain: string;
}

/** What a kind adds to the flow. */
export interface QuestionPart<Value> {
  node: HTMLElement;
  /** What is answered; undefined while there is nothing that can be saved. */
  read(): Value | undefined;
  show(value: Value | null | undefined): void;
  /** An answer that is not blank, in words. */
  words(value: Value): string;
  /** The words of the option or premise with this id, which a remark is about; "" for none. */
  name(id: string | null): string;
}

/** `changed` is to be called when the answer has changed, with the pause in milliseconds in which more may come. */
export type BuildPart<Item, Value> = (item: Item, changed: (pause?: number) => void) => QuestionPart<Value>;

interface Remark {
  about: string | null;
  right: boolean | null;
  html: string;
}

interface Remarks {
  remarks: Remark[];
  right: boolean;
}

/** What only an author of a source notebook sees; `key` is HTML. */
interface Preview {
  points: string;
  key: string[];
  feedback: (Remark & { name: string })[];
}

type RemarksMessage = Remarks & { type: "remarks"; draft: string };

interface QuestionTraits<Item extends QuestionItem, Value> extends SavingTraits<Value, Item> {
  remarks: Remarks | null;
  preview: Preview | null;
}

type QuestionModel<Item extends QuestionItem, Value> = Model<QuestionTraits<Item, Value>, SaveReply<Value> | RemarksMessage, SaveMessage<Value>>;

const CONFIDENCES = { sure: "Sure", unsure: "Unsure", guessing: "Guessing" };

const isBlank = (value: unknown): boolean =>
  value == null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

/** The words of the option with this id, "" for none. */
export const plainOf = (options: Option[], id: string | null): string => options.find((option) => option.id === id)?.plain ?? "";

/** A group whose name is the prompt. */
export function group(item: QuestionItem, hint: string, ...children: Node[]): HTMLFieldSetElement {
  const id = unique();
  return make("fieldset", { class: "bim-group", "aria-describedby": id },
    make("legend", { class: "bim-prompt", html: item.prompt }),
    make("p", { class: "bim-hint", id }, hint), ...children);
}

/** An option beside its radio or checkbox. */
export const optionLabel = (input: HTMLInputElement, html: string): HTMLLabelElement =>
  make("label", { class: "bim-option" }, input, make("span", { html }));

/** How sure one is: asked beside an answer, never scored. */
function confidenceGroup(changed: () => void): { node: Node; read: () => string | null; show: (value: string | null) => void } {
  const name = unique();
  const radios = Object.keys(CONFIDENCES).map((value) => make("input", { type: "radio", name, value, change: changed }));
  const labels = Object.values(CONFIDENCES).map((words, place) =>
    make("label", { class: "bim-option bim-inline" }, radios[place], make("span", {}, words)));
  return {
    node: make("fieldset", { class: "bim-confidence" },
      make("legend", {}, "How sure are you? ", make("span", { class: "bim-quiet" }, "Never scored.")), ...labels),
    read: () => radios.find((radio) => radio.checked)?.value ?? null,
    show: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
  };
}

function lookOf(right: boolean | null): [sign: string, words: string, kind: string] {
  if (right === null) return ["•", "", "plain"];
  return right ? ["✓", "Right", "right"] : ["✗", "Not right", "wrong"];
}

function remarkLine(remark: Remark, name: string): Node {
  const [sign, words, kind] = lookOf(remark.right);
  return make("li", { class: `bim-remark bim-${kind}` },
    make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
    make("div", {},
      words || name ? make("p", { class: "bim-remark-head" }, make("strong", {}, words), words && name ? ": " : "", name) : null,
      remark.html ? make("div", { html: remark.html }) : null));
}

/** What a practice answer is told. */
function remarksBox({ remarks, right }: Remarks, name: (id: string | null) => string): Node[] {
  const isPartly = remarks.length > 0 && remarks.every((remark) => remark.right);
  const head = right ? "That is right." : isPartly ? "Right so far, and something is still missing." : "Not yet. Try again as often as you like.";
  const isWhole = remarks.length === 1 && (right || !remarks[0]?.right);
  return [
    make("p", { class: `bim-verdict bim-${right ? "right" : "wrong"}` },
      make("span", { "aria-hidden": "true", class: "bim-sign" }, right ? "✓" : "→"), head),
    make("ul", { class: "bim-remarks" },
      ...remarks.map((remark) => remarkLine(isWhole ? { ...remark, right: null } : remark, name(remark.about)))),
  ];
}

const authorsBox = (preview: Preview): Node => make("details", { class: "bim-author", open: true },
  make("summary", {}, `Only authors see this: the key (${preview.points})`),
  make("ul", {}, ...preview.key.map((html) => make("li", { html }))),
  make("ul", { class: "bim-remarks" }, ...preview.feedback.map((remark) => remarkLine(remark, remark.name))));

/** A kind of question: graded (saved as it is answered) or practice (saved and remarked upon at "Check"). */
export function question<Item extends QuestionItem, Value>(build: BuildPart<Item, Value>): Widget {
  return widget<QuestionModel<Item, Value>>(({ model, el, signal }) => {
    const item = model.get("item");
    const root = frame(model, el, "question");
    const remarks = make("div", { class: "bim-told", "aria-live": "polite" });
    const tell = (told: Remarks | null): void => remarks.replaceChildren(...(told ? remarksBox(told, (id) => part.name(id)) : []));
    const changed = (pause = 0): void => {
      const value = part.read();
      if (value === undefined) return;
      tell(null);
      if (item.practice) saver.hold(value);
      else saver.edit(value, confidence?.read() ?? null, { pause });
    };
    const confidence = item.confidence ? confidenceGroup(() => changed()) : null;
    const part = build(item, changed);
    const saver = new Saver<Value>(model, root, {
      show: (value, sure) => {
        part.show(value);
        confidence?.show(sure);
      },
      words: (value) => (isBlank(value) ? "" : part.words(value)),
      answered: (value) => !isBlank(value),
    });
    saver.about = { graded: !item.practice };
    const check = (): void => {
      const value = part.read();
      if (value === undefined) return;
      if (isBlank(value)) return say(remarks, "Answer first, then check.");
      saver.edit(value, null, { type: "check" });
    };
    root.append(
      make("p", { class: "bim-kind" }, item.practice ? "Practice, not graded" : "Question"),
      part.node,
      ...(confidence ? [confidence.node] : []),
      make("div", { class: "bim-foot" },
        item.practice ? button("Check", check, { class: "bim-button bim-main" }) : null, saver.status),
      remarks, item.practice ? "" : questionMark(model, signal), saver.asides);
    const preview = model.get("preview");
    if (preview) root.append(authorsBox(preview));
    const onMessage = (message: SaveReply<Value> | RemarksMessage): void => {
      if (message.type === "remarks" && message.draft.startsWith(WINDOW.window)) tell(message);
    };
    model.on("msg:custom", onMessage);
    void saver.start().then(() => {
      if (saver.draft) tell(null);
    });
    tell(saver.draft ? null : model.get("remarks"));
    signal.addEventListener("abort", () => {
      model.off("msg:custom", onMessage);
      saver.stop();
    });
  });
}
