/** The one bar above a page: what it is, how far one is, whether it is saved, and where else to go. */
import { Widget } from '@lumino/widgets';
import { button, make, say } from '@babyinmind/shared/dom';
import { goTo, headingAt, headingsOf } from './outline';

const SAVED: Record<string, string> = {
  '': '',
  saved: 'Saved',
  saving: 'Saving…',
  unsaved: 'Not saved yet'
};

export interface ILink {
  words: string;
  detail: string;
  address: string;
  current: boolean;
}

export interface IBarOptions {
  title: string;
  person: string;
  solo: boolean;
  teaching: boolean;
  /** The hub's address, "" where there is none. */
  hub: string;
  /** The start page's address, "" where there is none: then all modules are listed. */
  start: string;
  modules: ILink[];
  page: HTMLElement;
  showTools: (wanted: boolean) => void;
}

let count = 0;

export class Bar extends Widget {
  constructor(private readonly _options: IBarOptions) {
    super({ node: make('div', { role: 'region', 'aria-label': 'Baby in Mind', class: 'bim-bar' }) });
    const { title, person, solo, teaching, hub } = _options;
    this._menu.append(
      this._popup('Sections', 'Sections of this page', list => this._fillSections(list)),
      ...this._allModules(),
      this._popup('Help', 'Help', help => help.replaceChildren(...(teaching ? teachingWords() : helpWords(solo)))),
      ...(hub ? [make('a', { class: 'bim-bar-button', href: `${hub}home` }, 'My courses')] : []),
      this._tools,
      ...(person ? [make('p', { class: 'bim-bar-person' }, make('span', {}, solo ? 'Your folder: ' : 'Signed in: '), person)] : []),
      // Others may use this computer after them.
      ...(hub ? [make('a', { class: 'bim-bar-button', href: `${hub}logout` }, 'Sign out')] : [])
    );
    this._inner.append(
      make(
        'div',
        { class: 'bim-bar-row' },
        make(
          'div',
          { class: 'bim-bar-main' },
          make('p', { class: 'bim-bar-title', title }, title),
          make('p', { class: 'bim-bar-facts' }, this._progress, this._saved)
        ),
        this._more,
        this._menu
      ),
      this._notice
    );
    this.node.append(this._inner, make('div', { class: 'bim-bar-line', 'aria-hidden': 'true' }, this._line));
    this._growing = new ResizeObserver(() => this._takeHeight());
    this._growing.observe(this._inner);
  }

  override dispose(): void {
    this._growing.disconnect();
    super.dispose();
  }

  progress(words: string, share: number): void {
    say(this._progress, words);
    this._line.style.width = `${Math.round(share * 100)}%`;
  }

  saved(state: string): void {
    say(this._saved, SAVED[state] ?? '');
    this._saved.dataset.state = state;
  }

  /** Say something that must not be missed, with buttons; "" takes it away. */
  notice(kind: '' | 'quiet' | 'warn', words: (Node | string)[] = [], ...buttons: HTMLElement[]): void {
    this._notice.dataset.kind = kind;
    this._notice.replaceChildren(...(kind ? [make('div', { class: 'bim-bar-words' }, ...words), ...buttons] : []));
  }

  tools(shown: boolean): void {
    say(this._tools, shown ? 'Hide Jupyter tools' : 'Show Jupyter tools');
    this._tools.setAttribute('aria-pressed', String(shown));
  }

  private _popup(words: string, name: string, fill: (content: HTMLElement) => void): HTMLElement {
    const content = make('div', { class: 'bim-popup-content' });
    const id = `bim-popup-${++count}`;
    const popup = make('div', { popover: 'auto', class: 'bim-popup', role: 'dialog', 'aria-label': name, id }, content);
    const opener = button(words, () => undefined, { class: 'bim-bar-button', popovertarget: id, 'aria-haspopup': 'dialog' });
    const place = (): void => {
      const { bottom, left } = opener.getBoundingClientRect();
      popup.style.top = `${bottom + 6}px`;
      popup.style.left = `${Math.max(8, Math.min(left, window.innerWidth - popup.offsetWidth - 8))}px`;
      popup.style.maxHeight = `${window.innerHeight - bottom - 16}px`;
    };
    popup.addEventListener('beforetoggle', event => event.newState === 'open' && fill(content));
    popup.addEventListener('toggle', event => {
      if (event.newState === 'open') {
        place();
        popup.querySelector<HTMLElement>('[aria-current], button, a, [tabindex]')?.focus();
      }
    });
    popup.addEventListener('keydown', event => moveInside(popup, event));
    return make('div', { class: 'bim-bar-item' }, opener, popup);
  }

  /** Where there is no room for it, the menu is folded. */
  private _open(wanted: boolean): void {
    this._menu.toggleAttribute('data-open', wanted);
    this._more.setAttribute('aria-expanded', String(wanted));
  }

  private _fillSections(content: HTMLElement): void {
    const headings = headingsOf(this._options.page);
    const here = headingAt(headings, this.node.getBoundingClientRect().bottom + 30);
    const rows = headings.map(heading => {
      const go = button(
        heading.words,
        () => {
          content.closest<HTMLElement>('[popover]')?.hidePopover();
          this._open(false);
          goTo(heading);
        },
        { class: 'bim-popup-row', 'data-level': String(heading.level), 'aria-current': heading === here ? 'location' : null }
      );
      return make('li', {}, go);
    });
    content.replaceChildren(rows.length ? make('ul', {}, ...rows) : make('p', {}, 'The page is still opening.'));
  }

  private _allModules(): HTMLElement[] {
    const { start, modules } = this._options;
    if (start) {
      return [make('a', { class: 'bim-bar-button', href: start }, 'All modules')];
    }
    if (modules.length === 0) {
      return [];
    }
    const rows = modules.map(({ words, detail, address, current }) =>
      make(
        'li',
        {},
        make(
          'a',
          { class: 'bim-popup-row', href: address, 'aria-current': current ? 'page' : null },
          words,
          make('span', { class: 'bim-popup-detail' }, detail)
        )
      )
    );
    return [this._popup('All modules', 'All modules', content => content.replaceChildren(make('ul', {}, ...rows)))];
  }

  /** Lumino lays boxes out by their least height, and knows nothing of what a box holds. */
  private _takeHeight(): void {
    const height = `${Math.ceil(this._inner.offsetHeight)}px`;
    if (this.node.style.minHeight !== height) {
      this.node.style.minHeight = height;
      this.parent?.fit();
    }
  }

  private readonly _inner = make('div', { class: 'bim-bar-inner' });
  private readonly _progress = make('span', { class: 'bim-bar-progress' });
  private readonly _saved = make('span', { class: 'bim-bar-saved' });
  private readonly _line = make('div');
  private readonly _notice = make('div', { class: 'bim-bar-notice', role: 'status' });
  private readonly _menu = make('nav', { class: 'bim-bar-menu', 'aria-label': 'This page and the course', id: `bim-menu-${++count}` });
  private readonly _more: HTMLButtonElement = button(
    'Menu',
    () => this._open(!this._menu.hasAttribute('data-open')),
    { class: 'bim-bar-button bim-bar-more', 'aria-expanded': 'false', 'aria-controls': this._menu.id }
  );
  private readonly _tools: HTMLButtonElement = button(
    'Show Jupyter tools',
    () => this._options.showTools(this._tools.getAttribute('aria-pressed') !== 'true'),
    { class: 'bim-bar-button bim-bar-tools', 'aria-pressed': 'false' }
  );
  private readonly _growing: ResizeObserver;
}

/** Arrows, Home and End go from row to row. */
function moveInside(popup: HTMLElement, event: KeyboardEvent): void {
  const rows = [...popup.querySelectorAll<HTMLElement>('.bim-popup-row')];
  const now = rows.indexOf(document.activeElement as HTMLElement);
  const next = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: rows.length - 1 }[event.key];
  if (next !== undefined && rows.length) {
    event.preventDefault();
    rows[Math.max(0, Math.min(next, rows.length - 1))]?.focus();
  }
}

const lines = (...words: string[]): HTMLElement => make('ul', {}, ...words.map(line => make('li', {}, line)));

function teachingWords(): HTMLElement[] {
  return [
    make('h2', { tabindex: '-1' }, 'Help'),
    make('h3', {}, 'What this page is'),
    lines(
      'It shows the gradebook of your cohort. Nothing is changed by looking at it.',
      'Come back to this window, and it is read anew.',
      'Points and comments are given in formgrader, which opens in a tab of its own.'
    ),
    make('h3', {}, 'When something is wrong'),
    lines(
      'The page looks odd or does not react: load it again with your browser’s button. Nothing is lost.',
      'It names a file and a line: open that file by “Show Jupyter tools”, mend the line, save it, and load this page again.'
    )
  ];
}

function helpWords(solo: boolean): HTMLElement[] {
  return [
    make('h2', { tabindex: '-1' }, 'Help'),
    make('h3', {}, 'How your answers are kept'),
    lines(
      'Each answer is saved by itself, a moment after you give it. There is no button to press.',
      'Under each question, and in the bar above, the page says whether it is saved.',
      'Stop at any time. When you come back, everything is as you left it.',
      solo
        ? 'Your answers stay on this computer. Whoever runs or shares this computer could open them.'
        : 'Instructors see your answers only after you hand them in. Private reflections are never handed in.'
    ),
    make('h3', {}, 'When something is wrong'),
    lines(
      '“Not saved yet”: keep this page open. What you wrote is kept here and sent again every few seconds.',
      '“No connection”: go on if you like. What you type is sent when the connection is back.',
      'The page looks odd or does not react: load it again with your browser’s button. Nothing is lost.',
      solo
        ? 'Still wrong: close the course, open it again, and look whether your answers are there. They should be.'
        : 'Still wrong: tell your instructor which page it is and what the bar says.'
    )
  ];
}
