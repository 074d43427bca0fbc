/** How far the learner is, and how many minutes are left by the brief's weights. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { IShown } from './run';

const WORDS_A_MINUTE = 200;
const HEADER = 1;
const QUESTION = 1;
const PRACTICE = 0.75;
const WEIGHTS: Record<string, number> = { module: HEADER, vignette: 2.5, figure: 2, hand_in: 0 };
const SHARED_REFLECTION = 6;
/** Nobody has to read these. */
const UNCOUNTED = /^#{1,2}\s+(references|open readings)\s*#*$/i;

interface IPart {
  cell: string;
  minutes: number;
  /** An item that is answered, or not; null for a text. */
  item: string | null;
}

export interface IStanding {
  answered: number;
  total: number;
  /** Minutes that are left; null where the course does not know how long the page is. */
  minutes: number | null;
}

/** The parts of one page, and which of them are done. */
export class Progress {
  constructor(panel: NotebookPanel, shown: IShown, private readonly _whole: number) {
    let counted = true;
    for (const cell of panel.content.widgets) {
      const source = cell.model.sharedModel.getSource();
      if (cell.model.type === 'markdown') {
        let words = 0;
        for (const line of source.split('\n')) {
          counted = /^#{1,2}\s/.test(line) ? !UNCOUNTED.test(line) : counted;
          words += counted ? (line.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) : 0;
        }
        this._parts.push({ cell: cell.model.id, minutes: words / WORDS_A_MINUTE, item: null });
      }
    }
    for (const item of shown.items) {
      const { id, kind, cell } = item;
      // A header is read, and a figure looked at; whoever moves it has done so, too.
      const isRead = kind === 'module' || kind === 'figure';
      this._parts.push({ cell, minutes: weightOf(item), item: isRead ? null : id });
      this._graded.set(item.id, item.graded);
      this._answered.set(item.id, item.answered);
    }
  }

  /** An item was answered, or is blank again. */
  set(item: string, answered: boolean): void {
    if (this._answered.has(item)) {
      this._answered.set(item, answered);
    }
  }

  /** These cells were read to their end. */
  saw(cells: Iterable<string>): void {
    for (const cell of cells) {
      this._seen.add(cell);
    }
  }

  get seen(): string[] {
    return [...this._seen];
  }

  get standing(): IStanding {
    const graded = [...this._graded].filter(([, isGraded]) => isGraded).map(([item]) => item);
    const answered = graded.filter(item => this._answered.get(item)).length;
    let [all, left] = [0, 0];
    for (const part of this._parts) {
      all += part.minutes;
      left += this._isDone(part) ? 0 : part.minutes;
    }
    return { answered, total: graded.length, minutes: this._whole && all ? (left / all) * this._whole : null };
  }

  get blank(): string[] {
    return [...this._graded].filter(([item, isGraded]) => isGraded && !this._answered.get(item)).map(([item]) => item);
  }

  private _isDone({ item, cell }: IPart): boolean {
    return item === null ? this._seen.has(cell) : this._answered.get(item) === true;
  }

  private readonly _parts: IPart[] = [];
  private readonly _graded = new Map<string, boolean>();
  private readonly _answered = new Map<string, boolean>();
  private readonly _seen = new Set<string>();
}

function weightOf(item: { kind: string; graded: boolean }): number {
  if (item.kind === 'reflection') {
    return item.graded ? SHARED_REFLECTION : 0;
  }
  return WEIGHTS[item.kind] ?? (item.graded ? QUESTION : PRACTICE);
}

/** "4 of 12 answered · about 15 minutes left"; who has answered all is not told to read on. */
export function inWords({ answered, total, minutes }: IStanding): string {
  const parts: string[] = [];
  if (total > 0) {
    parts.push(answered === total ? `All ${total} answered` : `${answered} of ${total} answered`);
  }
  if (minutes !== null && minutes >= 0.5 && answered < total) {
    const rounded = minutes > 10 ? Math.round(minutes / 5) * 5 : Math.round(minutes);
    parts.push(`about ${rounded} ${rounded === 1 ? 'minute' : 'minutes'} left`);
  }
  return parts.join(' · ');
}
