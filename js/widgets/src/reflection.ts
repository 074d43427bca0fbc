/** Writing in one's own words: shared with an instructor, or private. */
import { later, make, say } from "@babyinmind/shared/dom";
import { draftsOf, eraseDraft, type Draft } from "@babyinmind/shared/drafts";
import type { Heard, Model, SaveMessage, SaveReply, SaveType, SavingTraits } from "@babyinmind/shared/model";
import { PAUSE, RETRY, Saver } from "@babyinmind/shared/saver";
import { counted, countWords } from "@babyinmind/shared/words";
import { unique, WINDOW } from "@babyinmind/shared/window-state";
import { frame, widget } from "./widget";

/** `about` is what was chosen to write about; absent in private ones. */
interface Written {
  text: string;
  about?: string | null;
}

interface About {
  id: string;
  html: string;
}

/** `prompt` is HTML; `words` are the least and the most that are suggested. */
interface ReflectionItem {
  id: string;
  kind: string;
  title: string;
  prompt: string;
  private: boolean;
  words: [number, number] | null;
  about: About[];
}

interface ReflectionTraits extends SavingTraits<Written, ReflectionItem> {
  reader: string;
  /** HTML, "" for none. */
  support: string;
}

type Received = SaveReply<Written> | { type: "erased"; draft: string };
type Sent = SaveMessage<Written> | { type: "erase"; draft: string };
type ReflectionModel = Model<ReflectionTraits, Received, Sent>;

/** How long a text is, and how long it may well be. */
export function lengthWords(written: string, words: [number, number] | null): string {
  const count = countWords(written);
  const length = counted(count, "word", "words");
  if (!words) return length;
  const [least, most] = words;
  if (count > 0 && count < least) return `${length}. ${least} to ${most} are suggested; fewer is fine too.`;
  if (count > most) return `${length}. ${least} to ${most} are suggested; more is fine too.`;
  return `${length}. ${least} to ${most} are suggested.`;
}

/** Who reads it, and what does not belong in it. */
const sharedLines = (reader: string, support: string): Node => make("ul", { class: "bim-lines" },
  make("li", {}, reader),
  make("li", {}, "This is not for emergencies or for making a report.", support ? make("div", { html: support }) : null),
  make("li", {}, "No names, dates, places or case numbers, please."));

const privateLines = (canKeep: boolean): Node => make("ul", { class: "bim-lines" },
  make("li", {}, "This is for you alone. It is never handed in."),
  make("li", {}, canKeep
    ? "If you keep it, it stays on this computer, and whoever runs or shares this computer could open it."
    : "It is not kept anywhere: it is gone once this page closes."),
  make("li", {}, "Paper is fine, too."));

/** What to write about; the first is chosen until another is. */
function aboutGroup(about: About[], changed: () => void): { node: Node; read: () => string | null; show: (value: string | null | undefined) => void } {
  const name = unique();
  const first = about[0]?.id ?? null;
  const radios = about.map(({ id }, index) => make("input", { type: "radio", name, value: id, checked: index === 0, change: changed }));
  return {
    node: make("fieldset", { class: "bim-about" }, make("legend", {}, "I write about"),
      ...about.map(({ html }, index) => make("label", { class: "bim-option" }, radios[index], make("span", { html })))),
    read: () => radios.find((radio) => radio.checked)?.value ?? first,
    show: (value) => radios.forEach((radio) => { radio.checked = radio.value === (value ?? first); }),
  };
}

/** Whether a private text is kept at all. */
function keepBox(changed: (isKept: boolean) => void): { box: HTMLInputElement; tell: () => void; node: Node } {
  const said = make("p", { class: "bim-hint", role: "status" });
  const box = make("input", { type: "checkbox", checked: true, change: () => { tell(); changed(box.checked); } });
  const tell = (): void => say(said, box.checked ? "" : "Nothing is kept: what stands here is gone once this page closes or is loaded again.");
  return { box, tell, node: make("div", {}, make("label", { class: "bim-option" }, box, make("span", {}, "Keep what I write on this computer")), said) };
}

/** Keeps nothing of a private text while that is chosen: it then lives in the page alone. */
class ReflectionSaver extends Saver<Written> {
  notKept = false;
  /** The token of the request to erase that is under way, "" for none. */
  private erasing = "";

  /** Neither as a file, nor as a draft, nor on its way there. */
  keepNothing(text: string): void {
    this.notKept = true;
    WINDOW.unkept.set(this.prefix, text);
    this.settle();
    this.forget();
    for (const [key] of draftsOf(this.prefix)) eraseDraft(key);
    this.asides.replaceChildren();
    this.eraseAll();
  }

  keepAgain(): void {
    this.notKept = false;
    WINDOW.unkept.delete(this.prefix);
  }

  override edit(value: Written, confidence: string | null, how?: { pause?: number; type?: SaveType }): void {
    if (this.notKept) WINDOW.unkept.set(this.prefix, value.text);
    else super.edit(value, confidence, how);
  }

  private eraseAll(): void {
    this.erasing = unique();
    this.say("");
    say(this.status, "Erasing what was kept…");
    try {
      (this.model as unknown as ReflectionModel).send({ type: "erase", draft: this.erasing });
    } catch {
      /* no connection: tried again by the clock */
    }
    clearTimeout(this.clock);
    this.clock = later(() => this.eraseAll(), RETRY);
  }

  protected override receive(message: Heard): void {
    if (!this.erasing || message.draft !== this.erasing) {
      if (!this.notKept) super.receive(message);
      return;
    }
    clearTimeout(this.clock);
    if (message.type !== "erased") {
      say(this.status, `Not erased yet. ${message.message ?? ""}`);
      this.clock = later(() => this.eraseAll(), RETRY);
      return;
    }
    this.current = null;
    this.erasing = "";
    say(this.status, "Nothing of this is kept.");
  }

  protected override adopt(key: string, draft: Draft<Written>): void {
    if (!this.notKept) super.adopt(key, draft);
  }

  protected override answerChanged(): void {
    if (!this.notKept) super.answerChanged();
  }
}

/** Milliseconds after the last key at which the words are counted anew. */
const COUNT_AFTER = 1000;

export default widget<ReflectionModel>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "reflection");
  const canKeep = model.get("store") !== "";
  const [field, prompt, count, lines] = [unique(), unique(), unique(), unique()];
  const area = make("textarea", { id: field, rows: "8", "aria-describedby": `${prompt} ${lines} ${count}`, class: "bim-area" });
  const counter = make("p", { class: "bim-hint", id: count, "aria-live": "polite" });
  const printed = make("div", { class: "bim-printed", "aria-hidden": "true" }); // paper cannot scroll
  const countAnew = (): void => say(counter, lengthWords(area.value, item.words));
  const about = item.about.length ? aboutGroup(item.about, () => changed(0)) : null;
  const value = (): Written => (item.private ? { text: area.value } : { about: about?.read() ?? null, text: area.value });
  const changed = (pause: number): void => {
    if (canKeep) saver.edit(value(), null, { pause });
  };
  const saver = new ReflectionSaver(model, root, {
    show: (shown) => {
      area.value = shown?.text ?? "";
      about?.show(shown?.about);
      grow();
      countAnew();
    },
    words: (shown) => shown.text,
    answered: (shown) => Boolean(shown?.text.trim()),
    place: item.private ? " on this computer only" : "",
  });
  saver.about = { graded: !item.private, private: item.private };
  const keepChanged = (isKept: boolean): void => {
    if (!isKept) return saver.keepNothing(area.value);
    saver.keepAgain();
    changed(0);
  };
  const keep = item.private && canKeep ? keepBox(keepChanged) : null;

  const grow = (): void => {
    say(printed, area.value);
    area.style.height = "auto";
    if (area.scrollHeight) area.style.height = `${area.scrollHeight + 4}px`;
  };
  let soon = 0;
  area.addEventListener("input", () => {
    clearTimeout(soon);
    soon = later(countAnew, COUNT_AFTER);
    grow();
    changed(PAUSE);
  });

  root.append(
    make("p", { class: "bim-kind" }, item.private ? "Private reflection" : "Reflection"),
    make("label", { for: field, class: "bim-title" }, item.title),
    make("div", { id: prompt, class: "bim-text", html: item.prompt }),
    make("div", { id: lines }, item.private ? privateLines(canKeep) : sharedLines(model.get("reader"), model.get("support"))),
    ...(keep ? [keep.node] : []), ...(about ? [about.node] : []),
    area, printed, counter, make("div", { class: "bim-foot" }, saver.status), saver.asides);
  void saver.start();
  const unkept = keep ? WINDOW.unkept.get(saver.prefix) : undefined;
  if (keep && unkept !== undefined) {
    keep.box.checked = false;
    keep.tell();
    saver.notKept = true;
    area.value = unkept;
  }
  countAnew();
  requestAnimationFrame(grow);
  signal.addEventListener("abort", () => {
    clearTimeout(soon);
    saver.stop();
  });
});
