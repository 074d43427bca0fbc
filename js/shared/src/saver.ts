/** Brings a response to disk and says truthfully how far it got. */
import { button, later, make, say } from "./dom";
import { eraseDraft, draftsOf, getDraft, setDraft, type Draft } from "./drafts";
import type { Answer, Heard, Model, SaveMessage, SaveReply, SaveType, SavingTraits } from "./model";
import { clock } from "./times";
import { lockOf, locks, unique, WINDOW, type Flushable } from "./window-state";

/** Milliseconds after which what the kernel could not save is sent again. */
export const RETRY = 5000;
/** Milliseconds in which the kernel acknowledges what was sent. */
export const ANSWER_WITHIN = 8000;
/** Milliseconds without a key pressed after which what is being typed is sent. */
export const PAUSE = 500;
/** Who types without a pause is saved all the same. */
const LONGEST = 4000;

export type SaverState = "" | "saving" | "saved" | "unsaved" | "refused";

/** The part of an item that shows a response. */
export interface Responding<Value> {
  /** Shows null and undefined as no answer. */
  show(value: Value | null | undefined, confidence: string | null): void;
  /** A response in words, to show what was written elsewhere. */
  words(value: Value): string;
  answered(value: Value | null | undefined): boolean;
  /** Said after "Saved". */
  place?: string;
}

/** It may have other messages, too. */
export type SavingModel<Value> = Model<SavingTraits<Value>, Heard, SaveMessage<Value>>;

const NOT_ANSWERING = "The course is not answering just now. Your answer is kept on this page and is tried again every few seconds.";

const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
const textOf = (value: unknown, confidence: string | null | undefined): string => JSON.stringify([value, confidence ?? null]);

/**
 * A draft is kept until the kernel has acknowledged it. Only one save is under way at a time, so that the revision
 * that it edited is known; a repeated one carries the newest value.
 */
export class Saver<Value> implements Flushable {
  readonly status = make("p", { class: "bim-status", role: "status" });
  readonly asides = make("div", { class: "bim-asides" });
  readonly prefix: string;
  about: { graded?: boolean; private?: boolean } = {};
  draft: Draft<Value> | null = null;
  protected current: Answer<Value> | null;
  private readonly key: string;
  /** Tokens under way, with what they carry. */
  private readonly sent = new Map<string, string>();
  private state: SaverState = "";
  private timer = 0;
  private typing = 0;
  protected clock = 0;

  constructor(
    protected readonly model: SavingModel<Value>,
    private readonly root: HTMLElement,
    private readonly part: Responding<Value>,
  ) {
    this.prefix = `babyinmind:${model.get("store")}:${model.get("item").id}:`;
    this.key = this.prefix + WINDOW.window;
    this.current = model.get("answer");
  }

  get unsaved(): boolean {
    return this.draft !== null && !this.draft.held;
  }

  private get revision(): number {
    return this.current?.revision ?? 0;
  }

  /** Settles once it is known whether something was typed before that is not saved yet. */
  start(): Promise<void> {
    WINDOW.savers.add(this);
    this.model.on("msg:custom", this.onMessage);
    this.model.on("change:answer", this.onAnswer);
    document.addEventListener("visibilitychange", this.onHide);
    window.addEventListener("pagehide", this.flush);
    this.root.addEventListener("focusout", this.flush);
    if (this.current) this.part.show(this.current.value, this.current.confidence);
    this.say(this.current ? "saved" : "");
    return this.restore();
  }

  stop(): void {
    this.flush();
    WINDOW.savers.delete(this);
    this.model.off("msg:custom", this.onMessage);
    this.model.off("change:answer", this.onAnswer);
    document.removeEventListener("visibilitychange", this.onHide);
    window.removeEventListener("pagehide", this.flush);
    clearTimeout(this.timer);
    clearTimeout(this.clock);
  }

  /** Send what waits for a pause in the typing. */
  readonly flush = (): void => {
    if (this.timer) this.send();
  };

  private readonly onMessage = (message: Heard): void => this.receive(message);
  private readonly onAnswer = (): void => this.answerChanged();
  private readonly onHide = (): void => {
    if (document.visibilityState === "hidden") this.flush();
  };

  /** Drafts that were never acknowledged: this window's own, and those of windows that are gone. */
  private async restore(): Promise<void> {
    const found = draftsOf<Value>(this.prefix);
    const isFirst = !WINDOW.shown.has(this.prefix);
    WINDOW.shown.add(this.prefix);
    for (const [key, draft] of found) {
      if (draft.window === WINDOW.window) this.adopt(key, draft);
    }
    for (const [key, { window: writer }] of found) {
      if (writer === WINDOW.window) continue;
      // Read again: another window may have adopted it, or its writer may have saved it.
      const adopt = (): void => {
        const draft = WINDOW.savers.has(this) ? getDraft<Value>(this.prefix, key) : undefined;
        if (draft) this.adopt(key, draft);
      };
      const held = locks();
      if (writer && held) {
        await held.request(lockOf(writer), { ifAvailable: true }, (lock) => {
          if (lock) adopt();
        });
      } else if (isFirst) {
        adopt(); // whether its writer lives cannot be known; one that mends itself beside us is left alone
      }
    }
  }

  /** The newest is taken up if nothing was saved over it, others are shown. */
  protected adopt(key: string, draft: Draft<Value>): void {
    const known = this.current ? textOf(this.current.value, this.current.confidence) : null;
    const follows = !this.current || draft.edited === this.revision || (draft.sent !== null && draft.sent === known);
    if (!draft.held && textOf(draft.value, draft.confidence) === known) eraseDraft(key);
    else if (follows && !this.draft && !draft.set) this.take(key, draft);
    else if (draft.held) eraseDraft(key);
    else this.setAside(key, draft, true);
  }

  private take(key: string, draft: Draft<Value>): void {
    if (key !== this.key) eraseDraft(key);
    this.draft = { ...draft, edited: this.revision, window: WINDOW.window };
    setDraft(this.key, this.draft);
    this.part.show(draft.value, draft.confidence);
    if (!draft.held) this.send();
  }

  /** Remember what is not to be sent yet (a practice answer before "Check"). */
  hold(value: Value): void {
    this.draft = { ...this.drafted(value, null, "check"), held: true };
    setDraft(this.key, this.draft);
  }

  /** Take a response that the learner gave; it is sent at once, or after a pause of so many milliseconds. */
  edit(value: Value, confidence: string | null, { pause = 0, type = "save" }: { pause?: number; type?: SaveType } = {}): void {
    this.draft = this.drafted(value, confidence, type);
    setDraft(this.key, this.draft);
    if (this.state !== "unsaved") this.say("saving");
    if (pause === 0) return this.send();
    clearTimeout(this.timer);
    this.typing ||= Date.now();
    this.timer = later(() => this.send(), Math.max(0, Math.min(pause, this.typing + LONGEST - Date.now())));
  }

  private drafted(value: Value, confidence: string | null, type: SaveType): Draft<Value> {
    return { value, confidence, type, edited: this.revision, sent: this.draft?.sent ?? null, at: Date.now(), window: WINDOW.window };
  }

  /** Nothing is waiting to be sent when the typing pauses. */
  private rest(): void {
    clearTimeout(this.timer);
    this.timer = this.typing = 0;
  }

  private send(again = false): void {
    this.rest();
    if (!this.draft || this.draft.held || (this.sent.size && !again)) return;
    const { value, confidence, edited, type } = this.draft;
    const token = unique();
    this.draft.sent = textOf(value, confidence);
    this.sent.set(token, this.draft.sent);
    setDraft(this.key, this.draft);
    this.post({ type, value, confidence, edited, draft: token, window: WINDOW.window, again });
    clearTimeout(this.clock);
    this.clock = later(() => this.tryAgain(), again ? RETRY : ANSWER_WITHIN);
  }

  private post(message: SaveMessage<Value>): void {
    try {
      this.model.send(message);
    } catch {
      /* no connection: tried again by the clock */
    }
  }

  private tryAgain(): void {
    this.say("unsaved", NOT_ANSWERING);
    this.send(true);
  }

  protected receive(heard: Heard): void {
    const carried = this.sent.get(heard.draft ?? "");
    if (carried === undefined) return;
    const message = heard as SaveReply<Value>; // since it names a save
    if (message.type === "saved") this.saved(message.answer, carried);
    else if (message.type === "stale") this.stale(message.answer);
    else if (message.type === "failed") this.failed(message);
  }

  /** Nothing is under way. */
  protected settle(): void {
    this.sent.clear();
    clearTimeout(this.clock);
  }

  private saved(answer: Answer<Value>, carried: string): void {
    this.settle();
    this.current = answer;
    if (this.draft && textOf(this.draft.value, this.draft.confidence) !== carried) {
      this.draft.edited = this.revision;
      return this.timer ? undefined : this.send();
    }
    this.forget();
    this.say("saved");
  }

  private stale(answer: Answer<Value>): void {
    this.settle();
    const draft = this.draft;
    this.draft = null;
    this.rest();
    this.current = answer;
    this.part.show(answer.value, answer.confidence);
    this.say("saved");
    if (draft && !isSame(draft.value, answer.value)) this.setAside(this.key, draft, false);
    else eraseDraft(this.key);
  }

  private failed({ message, final }: { message: string; final?: boolean }): void {
    clearTimeout(this.clock);
    if (final) {
      this.settle();
      return this.say("refused", message);
    }
    this.say("unsaved", message);
    this.clock = later(() => this.send(true), RETRY);
  }

  protected forget(): void {
    this.draft = null;
    this.rest();
    eraseDraft(this.key);
  }

  /** Another window saved: show it, unless something here is not saved yet. */
  protected answerChanged(): void {
    const answer = this.model.get("answer");
    if (this.unsaved || isSame(answer, this.current)) return;
    if (this.draft) this.forget();
    this.current = answer;
    this.part.show(answer?.value, answer?.confidence ?? null);
    this.say(answer ? "saved" : "");
  }

  /** Show what was written elsewhere and not applied; it stays in the browser until the learner has decided. */
  private setAside(key: string, draft: Draft<Value>, isUnknown: boolean): void {
    const own = `${this.prefix}aside-${unique()}`;
    eraseDraft(key);
    setDraft(own, { ...draft, set: true, window: WINDOW.window });
    if (isUnknown) {
      const { value, confidence, edited, type } = draft;
      this.post({ type, value, confidence, edited, draft: unique(), window: "", again: true });
    }
    const done = (): void => {
      eraseDraft(own);
      box.remove();
      this.root.querySelector<HTMLElement>("input:checked, textarea, select, input, button")?.focus();
    };
    const use = (): void => {
      done();
      this.part.show(draft.value, draft.confidence);
      this.edit(draft.value, draft.confidence, { type: draft.type });
    };
    const box = make("div", { class: "bim-aside", role: "group", "aria-label": "Also written in another window" },
      make("p", {}, make("strong", {}, "You also wrote this in another window:")),
      make("blockquote", {}, this.part.words(draft.value) || "(nothing)"),
      make("p", {}, "What is shown above is what counts now."),
      button("Use this one instead", use), " ", button("Leave it", done));
    this.asides.append(box);
  }

  protected say(state: SaverState, reason = ""): void {
    const at = state === "saved" && this.current ? clock(this.current.at) : "";
    const words = {
      "": "",
      saving: "Saving…",
      saved: `Saved${this.part.place ?? ""}${at && ` ${at}`}`,
      unsaved: `Not saved yet. ${reason}`,
      refused: `Not saved. ${reason}`,
    };
    say(this.status, words[state]);
    this.state = state;
    this.status.dataset.state = state;
    const answered = this.part.answered(this.draft ? this.draft.value : this.current?.value);
    const { id, kind } = this.model.get("item");
    // For the page around the course: the event tells a change, the attributes what is so now.
    Object.assign(this.root.dataset, { bimState: state, bimAnswered: answered, bimGraded: Boolean(this.about.graded) });
    this.root.dispatchEvent(
      new CustomEvent("babyinmind:status", { bubbles: true, detail: { ...this.about, item: id, kind, state, answered } }),
    );
  }
}
