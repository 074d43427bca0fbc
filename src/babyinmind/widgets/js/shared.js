// @ts-check
/**
 * What every kind shares: building elements, the frame around an item, and saving.
 * @typedef {{value: any, revision: number, at: string, confidence: string | null}} Answer
 * @typedef {{value: any, confidence: string | null, edited: number, sent: string | null, at: number,
 *   type: "save" | "check", held?: boolean, set?: boolean, window?: string}} Draft
 */

const RETRY = 5000;
const PATIENCE = 8000;
const PAUSE = 500;
/** Who types without a pause is saved all the same. */
const LONGEST = 4000;

/** The name of a browser window, and its lock: the browser frees it when the window is gone, however it went. */
const lockOf = (name) => `babyinmind:window:${name}`;

function openWindow() {
  const name = Math.random().toString(36).slice(2, 10) + Date.now().toString(36);
  navigator.locks?.request(lockOf(name), () => new Promise(() => {}));
  return name;
}

/** What all widgets of this browser window share, across the modules that each of them is loaded as. */
const PAGE = (globalThis[Symbol.for("babyinmind.page")] ??= {
  window: openWindow(),
  count: 0,
  /** @type {Set<string>} the prefixes of items that this window has shown */
  shown: new Set(),
  /** @type {Map<string, string>} drafts, also where localStorage is not to be had */
  drafts: new Map(),
  /** @type {Map<string, string>} private texts that are not to be kept: here, in the page's memory, alone */
  unkept: new Map(),
  /** @type {Set<Saver>} */
  savers: new Set(),
});

const unique = () => `${PAGE.window}-${++PAGE.count}`;

/**
 * An element. `html` is for texts that the kernel rendered from an item, never for a learner's.
 * @param {string} tag @param {Record<string, any>} [props] @param {...(Node | string | null | undefined)} children
 * @returns {any}
 */
function make(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value == null || value === false) continue;
    if (name === "html") node.innerHTML = value;
    else if (typeof value === "function") node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child != null));
  return node;
}

/** @param {string} words @param {() => void} press @param {Record<string, any>} [props] */
const button = (words, press, props = {}) =>
  make("button", { type: "button", class: "bim-button", click: press, ...props }, words);

/** Set a text only when it differs, so that a live region says nothing twice. */
function say(node, words) {
  if (node.textContent !== words) node.textContent = words;
}

/** Notebook shortcuts must not take the keys that an answer needs; what the browser itself does is left alone. */
function keepKeys(event) {
  const passes = event.key === "Escape" || event.key === "Tab" || /^F\d+$/.test(event.key);
  const command = (event.ctrlKey || event.metaKey || event.altKey) && event.key !== "Enter";
  if (!passes && !command) event.stopPropagation();
}

/** The root of an item on the page. */
function frame(model, host, kind) {
  const root = make("div", { class: `bim bim-${kind}`, "data-bim-item": model.get("item").id, keydown: keepKeys });
  host.append(root);
  return root;
}

const TIME = { hour: "numeric", minute: "2-digit" };
const DAY = { day: "numeric", month: "short", year: "numeric" };

/** A time as the reader's own clock and language have it; today's without the day. @param {string} iso */
function clock(iso) {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return "";
  const isToday = when.toDateString() === new Date().toDateString();
  return isToday ? when.toLocaleTimeString([], TIME) : dayAndTime(iso);
}

/** @param {string} iso */
const dayAndTime = (iso) => Number.isNaN(Date.parse(iso)) ? iso : new Date(iso).toLocaleString([], { ...DAY, ...TIME });

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const text = (value, confidence) => JSON.stringify([value, confidence ?? null]);

const drafts = {
  set(key, draft, durable) {
    const written = JSON.stringify(draft);
    PAGE.drafts.set(key, written);
    try {
      if (durable) localStorage.setItem(key, written);
      else localStorage.removeItem(key);
    } catch { /* not to be had, or full: the page itself remembers */ }
  },
  erase(key) {
    PAGE.drafts.delete(key);
    try { localStorage.removeItem(key); } catch { /* nothing was kept there */ }
  },
  /** @returns {Draft | undefined} */
  get(prefix, key) {
    return drafts.found(prefix).find(([found]) => found === key)?.[1];
  },
  /** @returns {[string, Draft][]} newest first */
  found(prefix) {
    const written = new Map();
    try {
      for (const key of Object.keys(localStorage)) written.set(key, localStorage.getItem(key));
    } catch { /* not to be had */ }
    for (const [key, draft] of PAGE.drafts) written.set(key, draft);
    const found = [];
    for (const [key, draft] of written) {
      if (!key.startsWith(prefix)) continue;
      try { found.push([key, JSON.parse(draft)]); } catch { drafts.erase(key); }
    }
    return found.sort((a, b) => b[1].at - a[1].at);
  },
};

/**
 * Brings a response to disk and says truthfully how far it got.
 * A draft is kept until the kernel has acknowledged it. Only one save is under way at a time, so that the revision
 * that it edited is known; a repeated one carries the newest value.
 */
class Saver {
  /**
   * @param {any} model @param {HTMLElement} root
   * @param {{show: (value: any, confidence: string | null) => void, words: (value: any) => string,
   *   answered?: (value: any) => boolean, place?: string}} part
   */
  constructor(model, root, part) {
    this.model = model;
    this.root = root;
    this.part = part;
    this.place = part.place ?? "";
    this.prefix = `babyinmind:${model.get("store")}:${model.get("item").id}:`;
    this.key = this.prefix + PAGE.window;
    this.keep = true;
    /** @type {{graded?: boolean, private?: boolean}} */ this.about = {};
    /** @type {Answer | null} */ this.current = model.get("answer");
    /** @type {Draft | null} */ this.draft = null;
    /** @type {Map<string, string>} tokens under way, with what they carry */ this.sent = new Map();
    this.state = "";
    this.timer = this.typing = 0;
    this.status = make("p", { class: "bim-status", role: "status" });
    this.asides = make("div", { class: "bim-asides" });
    this.onMessage = (message) => this.receive(message);
    this.onAnswer = () => this.answerChanged();
    this.flush = () => this.timer && this.send();
    this.onHide = () => document.visibilityState === "hidden" && this.flush();
  }

  get revision() { return this.current?.revision ?? 0; }
  get unsaved() { return this.draft !== null && !this.draft.held; }

  /** Settles once it is known whether something was typed before that is not saved yet. */
  start() {
    PAGE.savers.add(this);
    this.model.on("msg:custom", this.onMessage);
    this.model.on("change:answer", this.onAnswer);
    document.addEventListener("visibilitychange", this.onHide);
    window.addEventListener("pagehide", this.flush);
    this.root.addEventListener("focusout", this.flush);
    if (this.current) this.part.show(this.current.value, this.current.confidence);
    this.say(this.current ? "saved" : "");
    return this.restore();
  }

  stop() {
    this.flush();
    PAGE.savers.delete(this);
    this.model.off("msg:custom", this.onMessage);
    this.model.off("change:answer", this.onAnswer);
    document.removeEventListener("visibilitychange", this.onHide);
    window.removeEventListener("pagehide", this.flush);
    clearTimeout(this.timer);
    clearTimeout(this.clock);
  }

  /** Drafts that were never acknowledged: this window's own, and those of windows that are gone. */
  async restore() {
    const found = drafts.found(this.prefix);
    const isFirst = !PAGE.shown.has(this.prefix);
    PAGE.shown.add(this.prefix);
    for (const [key, draft] of found) {
      if (draft.window === PAGE.window) this.adopt(key, draft);
    }
    for (const [key, { window: writer }] of found) {
      if (writer === PAGE.window) continue;
      // Read again: another window may have adopted it, or its writer may have saved it.
      const adopt = () => {
        const draft = PAGE.savers.has(this) ? drafts.get(this.prefix, key) : undefined;
        if (draft) this.adopt(key, draft);
      };
      if (writer && navigator.locks) {
        await navigator.locks.request(lockOf(writer), { ifAvailable: true }, (lock) => void (lock && adopt()));
      } else if (isFirst) {
        adopt(); // whether its writer lives cannot be known; one that mends itself beside us is left alone
      }
    }
  }

  /** The newest is taken up if nothing was saved over it, others are shown. */
  adopt(key, draft) {
    const known = this.current ? text(this.current.value, this.current.confidence) : null;
    const follows = !this.current || draft.edited === this.revision || (draft.sent !== null && draft.sent === known);
    if (!draft.held && text(draft.value, draft.confidence) === known) drafts.erase(key);
    else if (follows && !this.draft && !draft.set) this.take(key, draft);
    else if (draft.held) drafts.erase(key);
    else this.setAside(key, draft, true);
  }

  take(key, draft) {
    if (key !== this.key) drafts.erase(key);
    this.draft = { ...draft, edited: this.revision, window: PAGE.window };
    drafts.set(this.key, this.draft, this.keep);
    this.part.show(draft.value, draft.confidence);
    if (!draft.held) this.send();
  }

  /** Remember what is not to be sent yet (a practice answer before "Check"). */
  hold(value) {
    this.draft = this.drafted(value, null, "check");
    this.draft.held = true;
    drafts.set(this.key, this.draft, this.keep);
  }

  /** @param {any} value @param {string | null} confidence @param {{pause?: number, type?: "save" | "check"}} [how] */
  edit(value, confidence, { pause = 0, type = "save" } = {}) {
    this.draft = this.drafted(value, confidence, type);
    drafts.set(this.key, this.draft, this.keep);
    if (this.state !== "unsaved") this.say("saving");
    if (pause === 0) return this.send();
    clearTimeout(this.timer);
    this.typing ||= Date.now();
    this.timer = setTimeout(() => this.send(), Math.max(0, Math.min(pause, this.typing + LONGEST - Date.now())));
  }

  /** @returns {Draft} */
  drafted(value, confidence, type) {
    return { value, confidence, type, edited: this.revision, sent: this.draft?.sent ?? null, at: Date.now(), window: PAGE.window };
  }

  /** Nothing is waiting to be sent when the typing pauses. */
  rest() {
    clearTimeout(this.timer);
    this.timer = this.typing = 0;
  }

  /** @param {boolean} [again] */
  send(again = false) {
    this.rest();
    if (!this.draft || this.draft.held || (this.sent.size && !again)) return;
    const { value, confidence, edited, type } = this.draft;
    const token = unique();
    this.draft.sent = text(value, confidence);
    this.sent.set(token, this.draft.sent);
    drafts.set(this.key, this.draft, this.keep);
    this.post({ type, value, confidence, edited, draft: token, window: PAGE.window, again });
    clearTimeout(this.clock);
    this.clock = setTimeout(() => this.tryAgain(), again ? RETRY : PATIENCE);
  }

  post(message) {
    try { this.model.send(message); } catch { /* no connection: tried again by the clock */ }
  }

  tryAgain() {
    this.say("unsaved", "The course is not answering just now. Your answer is kept on this page and is tried again every few seconds.");
    this.send(true);
  }

  receive(message) {
    const carried = this.sent.get(message.draft);
    if (carried === undefined) return;
    if (message.type === "saved") this.saved(message.answer, carried);
    else if (message.type === "stale") this.stale(message.answer);
    else if (message.type === "failed") this.failed(message);
  }

  settle() {
    this.sent.clear();
    clearTimeout(this.clock);
  }

  saved(answer, carried) {
    this.settle();
    this.current = answer;
    if (this.draft && text(this.draft.value, this.draft.confidence) !== carried) {
      this.draft.edited = this.revision;
      return this.timer ? undefined : this.send();
    }
    this.forget();
    this.say("saved");
  }

  stale(answer) {
    this.settle();
    const draft = this.draft;
    this.draft = null;
    this.rest();
    this.current = answer;
    this.part.show(answer.value, answer.confidence);
    this.say("saved");
    if (draft && !same(draft.value, answer.value)) this.setAside(this.key, draft, false);
    else drafts.erase(this.key);
  }

  failed(message) {
    clearTimeout(this.clock);
    if (message.final) {
      this.settle();
      return this.say("refused", message.message);
    }
    this.say("unsaved", message.message);
    this.clock = setTimeout(() => this.send(true), RETRY);
  }

  forget() {
    this.draft = null;
    this.rest();
    drafts.erase(this.key);
  }

  /** Another window saved: show it, unless something here is not saved yet. */
  answerChanged() {
    const answer = this.model.get("answer");
    if (this.unsaved || same(answer, this.current)) return;
    if (this.draft) this.forget();
    this.current = answer;
    this.part.show(answer?.value, answer?.confidence ?? null);
    this.say(answer ? "saved" : "");
  }

  /** Show what was written elsewhere and not applied; it stays in the browser until the learner has decided. */
  setAside(key, draft, tell) {
    const own = `${this.prefix}aside-${unique()}`;
    drafts.erase(key);
    drafts.set(own, { ...draft, set: true, window: PAGE.window }, this.keep);
    if (tell) {
      const { value, confidence, edited, type } = draft;
      this.post({ type, value, confidence, edited, draft: unique(), window: "", again: true });
    }
    const done = () => {
      drafts.erase(own);
      box.remove();
      this.root.querySelector("input:checked, textarea, select, input, button")?.focus();
    };
    const use = () => {
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

  /** @param {"" | "saving" | "saved" | "unsaved" | "refused"} state @param {string} [reason] */
  say(state, reason = "") {
    const at = state === "saved" && this.current ? clock(this.current.at) : "";
    const words = {
      "": "",
      saving: "Saving…",
      saved: `Saved${this.place}${at && ` ${at}`}`,
      unsaved: `Not saved yet. ${reason}`,
      refused: `Not saved. ${reason}`,
    };
    say(this.status, words[state]);
    this.state = state;
    this.status.dataset.state = state;
    const value = this.draft ? this.draft.value : this.current?.value;
    const answered = this.part.answered ? this.part.answered(value) : value != null;
    const detail = { ...this.about, item: this.model.get("item").id, kind: this.model.get("item").kind, state, answered };
    // For the page around the course: the event tells a change, the attributes what is so now.
    Object.assign(this.root.dataset, { bimState: state, bimAnswered: answered, bimGraded: Boolean(this.about?.graded) });
    this.root.dispatchEvent(new CustomEvent("babyinmind:status", { bubbles: true, detail }));
  }
}
