/** Asks the kernel for pictures, one at a time; the newest state wins and the old picture stays meanwhile. */
import { later } from "@babyinmind/shared/dom";
import { unique, WINDOW } from "@babyinmind/shared/window-state";
import type { Setting } from "./figure-controls";

export type FigureState = Record<string, Setting>;

export interface Table {
  header: string[];
  rows: string[][];
  caption: string;
}

export interface Drawn {
  state: FigureState;
  svg: string;
  alt: string;
  summary: string;
  table: Table;
}

/** `n` is a token, which the reply names. */
export interface DrawMessage {
  type: "draw";
  state: FigureState;
  n: string;
  window: string;
}

export type DrawReply = (Drawn & { type: "drawn"; n: string }) | { type: "not_drawn"; n: string; message: string };

interface Heard {
  type: string;
  n?: string;
}

interface Drawing {
  on(event: "msg:custom", heard: (message: Heard) => void): void;
  off(event: "msg:custom", heard: (message: Heard) => void): void;
  send(message: DrawMessage): void;
}

/** Milliseconds in which a picture comes. */
const DRAWN_WITHIN = 15000;

export class Drawer {
  private wanted: FigureState | null = null;
  /** The token of the picture that is under way, "" for none. */
  private asked = "";
  private clock = 0;

  /** `show` is given each picture that is still wanted, `busy` what to say of the drawing, and whether it goes on. */
  constructor(
    private readonly model: Drawing,
    private readonly show: (drawn: Drawn) => void,
    private readonly busy: (words: string, isDrawing: boolean) => void,
  ) {
    model.on("msg:custom", this.onMessage);
  }

  get isBusy(): boolean {
    return this.asked !== "";
  }

  ask(state: FigureState): void {
    this.wanted = state;
    if (!this.isBusy) this.send();
  }

  stop(): void {
    clearTimeout(this.clock);
    this.model.off("msg:custom", this.onMessage);
  }

  private send(): void {
    const state = this.wanted;
    this.wanted = null;
    if (state === null) return;
    this.asked = unique();
    this.busy("Drawing…", true);
    clearTimeout(this.clock);
    this.clock = later(() => {
      this.asked = "";
      this.busy("The course is not answering just now, so the picture could not be drawn. It is tried again.", false);
      this.wanted ??= state;
      this.send();
    }, DRAWN_WITHIN);
    try {
      this.model.send({ type: "draw", state, n: this.asked, window: WINDOW.window });
    } catch {
      /* the clock tries again */
    }
  }

  private readonly onMessage = (heard: Heard): void => {
    if (!this.asked || heard.n !== this.asked) return;
    const message = heard as DrawReply; // since it names what was asked for
    clearTimeout(this.clock);
    this.asked = "";
    if (this.wanted !== null) return this.send();
    this.busy(message.type === "not_drawn" ? message.message : "", false);
    if (message.type === "drawn") this.show(message);
  };
}
