/** Where the reader is on a page, remembered in this browser, so that the page returns there. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { headingAt, headingsOf } from './outline';

const EVERY = 1000;
/** How long the place is held while figures and questions above it take their height. */
const SETTLING = 4000;
/** Pixels below the edge at which a heading counts as being read. */
const EDGE = 48;
const READERS_OWN = ['wheel', 'touchmove', 'pointerdown', 'keydown'] as const;

export interface IPlace {
  cell: string;
  /** Pixels by which the cell's top lies above the edge. */
  below: number;
  section: string;
  /** The cells that were read to their end. */
  seen: string[];
  at: number;
}

export class Place {
  /** `saw` is told the cells whose end is in sight. */
  constructor(
    private readonly _panel: NotebookPanel,
    private readonly _saw: (cells: string[]) => void
  ) {
    this._scroller.addEventListener('scroll', this._onScroll, { passive: true });
    for (const event of READERS_OWN) {
      this._panel.node.addEventListener(event, this._onOwn, { passive: true, capture: true });
    }
  }

  /** Begin to remember under this key; gives what was remembered. */
  begin(key: string): IPlace | null {
    this._key = `babyinmind:place:${key}`;
    try {
      return JSON.parse(localStorage.getItem(this._key) ?? 'null') as IPlace | null;
    } catch {
      return null;
    }
  }

  /** Return there, unless the reader has moved already or moves now. */
  restore(place: IPlace): void {
    const cell = this._panel.content.widgets.find(one => one.model.id === place.cell)?.node;
    if (!cell || this._own) {
      return;
    }
    const goThere = (): void => {
      const top = cell.getBoundingClientRect().top - this._scroller.getBoundingClientRect().top;
      this._scroller.scrollTop += top + place.below;
    };
    const growing = new ResizeObserver(() => (this._own ? growing.disconnect() : goThere()));
    growing.observe(this._panel.content.viewportNode);
    goThere();
    setTimeout(() => growing.disconnect(), SETTLING);
  }

  /** Note where the reader is now. */
  note(seen: string[]): void {
    const edge = this._scroller.getBoundingClientRect().top;
    const cell = this._panel.content.widgets.find(one => one.node.getBoundingClientRect().bottom > edge + 1);
    if (!this._key || !cell || !this._panel.isVisible) {
      return;
    }
    const below = edge - cell.node.getBoundingClientRect().top;
    const section = headingAt(headingsOf(this._panel.content.node), edge + EDGE)?.words ?? '';
    const place: IPlace = { cell: cell.model.id, below, section, seen, at: Date.now() };
    try {
      localStorage.setItem(this._key, JSON.stringify(place));
    } catch {
      /* not to be had, or full: the page then opens at its beginning */
    }
  }

  dispose(): void {
    clearTimeout(this._timer);
    this._scroller.removeEventListener('scroll', this._onScroll);
  }

  private get _scroller(): HTMLElement {
    return this._panel.content.outerNode;
  }

  private readonly _onOwn = (): void => void (this._own = true);

  private readonly _onScroll = (): void => {
    this._timer ||= window.setTimeout(() => {
      this._timer = 0;
      const { top, bottom } = this._scroller.getBoundingClientRect();
      const ends = this._panel.content.widgets.filter(({ node }) => {
        const end = node.getBoundingClientRect().bottom;
        return end > top && end < bottom;
      });
      this._saw(ends.map(cell => cell.model.id));
    }, EVERY);
  };

  private _key = '';
  private _own = false;
  private _timer = 0;
}
