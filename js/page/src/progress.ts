/** How far the learner is, and how many minutes are left. What each part takes, the kernel says. */
import type { IReading, IShown } from './run';

/** A cell of the lesson's text. */
export interface IText {
  cell: string;
  source: string;
}

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
  /** `whole` are the page's minutes, 0 where the course does not know them. */
  constructor(texts: IText[], shown: Pick<IShown, 'items' | 'reading'>, private readonly _whole: number) {
    if (shown.reading) {
      this._parts.push(...textParts(texts, shown.reading));
    }
    for (const item of shown.items) {
      const { id, kind, cell, minutes = 0 } = item;
      // A header is read, and a figure looked at; whoever moves it has done so, too.
      const isRead = kind === 'module' || kind === 'figure';
      this._parts.push({ cell, minutes, item: isRead ? null : id });
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

/** The lesson's texts, each with its minutes. */
function textParts(texts: IText[], { words_a_minute: pace, uncounted }: IReading): IPart[] {
  let counted = true;
  return texts.map(({ cell, source }) => {
    let words = 0;
    for (const line of source.split('\n')) {
      const heading = /^#{1,2}\s+(.+?)\s*#*$/.exec(line)?.[1];
      counted = heading === undefined ? counted : !uncounted.includes(heading.toLowerCase());
      words += counted ? (line.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) : 0;
    }
    return { cell, minutes: words / pace, item: null };
  });
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
