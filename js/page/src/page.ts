/** One page of the course: opened, kept alive, mended. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { NotebookPanel } from '@jupyterlab/notebook';
import { Bar } from './bar';
import { addressOf, moduleFile, pageAt, type ICourse, type ICoursePage } from './course';
import { button, make, pause, until } from '@babyinmind/shared/dom';
import { Heartbeat, endOthers, haveKernel, reconnect, watchKernel, type Connection } from './mend';
import { Place, type IPlace } from './place';
import { Progress, inWords, type IText } from './progress';
import { isOutdated } from './release';
import { askShown, isWhole, open, runInSight, runOutOfSight, showsOthers, type IOpened } from './run';

const AWAY = 14 * 24 * 3600 * 1000;
const READY = 60000;
/** For the items to appear once all have run. */
const SHOWN = 30000;
const SETTLE_OTHERS = [0, 3000, 10000, 30000];
const MOST_TITLES = 3;
const DOUBT_AGAIN = 10000;

type State = 'opening' | 'ready' | 'mending' | 'failed' | 'outdated';

export class Page {
  readonly bar: Bar;

  constructor(
    private readonly _app: JupyterFrontEnd,
    private readonly _panel: NotebookPanel,
    private readonly _course: ICourse,
    private readonly _page: ICoursePage,
    private readonly _toolsChanged: () => void
  ) {
    const inNotebook = _app.name !== 'JupyterLab';
    this.bar = new Bar({
      title: _page.module?.title ?? (_course.teaching ? 'Your cohort' : 'Baby in Mind'),
      person: _course.person,
      solo: _course.solo,
      teaching: _course.teaching,
      hub: _course.hub,
      start: _course.start && _page.path !== _course.start ? addressOf(_page, _course.start, inNotebook) : '',
      modules: _course.modules.map(module => ({
        words: module.title,
        detail: module.minutes ? `${module.minutes} minutes` : '',
        address: addressOf(_page, moduleFile(module), inNotebook),
        current: module.id === _page.module?.id
      })),
      page: _panel.content.node,
      showTools: wanted => {
        this.tools = wanted;
        this._toolsChanged();
      }
    });
    _panel.addClass('bim-page');
    _panel.contentHeader.addWidget(this.bar);
    _panel.node.lang = 'en';
    // To Jupyter it is a feed of cells; to a reader it is a page.
    _panel.content.viewportNode.removeAttribute('role');
    _panel.content.viewportNode.removeAttribute('aria-label');
    keepJupyterOut(_panel, () => this._tools);
    keepSourcePlain(_panel);
    this._keepClean();
    this._place = new Place(_panel, cells => this._saw(cells));
    // Items say in attributes how they stand, also those that were put on the page before anybody listened.
    const attributeFilter = ['data-bim-state', 'data-bim-answered'];
    this._items.observe(_panel.content.node, { attributeFilter, childList: true, subtree: true });
    window.addEventListener('pagehide', this._onHide);
    _panel.disposed.connect(() => this._dispose());
    void this._open();
  }

  get title(): string {
    return this._page.module ? `${this._page.module.title} · Baby in Mind` : 'Baby in Mind';
  }

  /** Whether Jupyter's tools are shown. */
  get tools(): boolean {
    return this._tools;
  }
  set tools(wanted: boolean) {
    this._tools = wanted;
    this._panel.toggleClass('bim-tools', wanted);
    // The page as a whole is no stop of the Tab key, unless it is a notebook's.
    this._panel.content.node.tabIndex = wanted ? 0 : -1;
    this._panel.toolbar.setHidden(!wanted);
    this.bar.tools(wanted);
  }

  private async _open(): Promise<void> {
    const turn = this._enter('opening');
    this.tools = this._tools;
    await this._panel.context.ready;
    const { sessionContext } = this._panel;
    await Promise.race([sessionContext.ready.catch(() => undefined), pause(READY)]);
    const there = await haveKernel(this._panel).catch(() => false);
    // Not before: while Jupyter chooses the first kernel, it has none now and then.
    watchKernel(this._panel, () => void this._mend());
    const opened = there ? await open(this._panel, runInSight).catch(() => null) : null;
    await this._finish(turn, opened);
  }

  /** Have the whole page there to be read, searched and printed, whatever the server's settings say. */
  private async _drawWhole(): Promise<void> {
    const { content } = this._panel;
    await until(() => content.widgets.every(cell => !cell.isPlaceholder()), READY);
    if (!content.isDisposed && content.notebookConfig.windowingMode !== 'none') {
      content.notebookConfig = { ...content.notebookConfig, windowingMode: 'none' };
    }
  }

  /** The page has opened, or was mended; or it has not. */
  private async _finish(turn: number, opened: IOpened | null): Promise<void> {
    await this._drawWhole();
    if (opened && !(await until(() => isWhole(this._panel, opened!.shown), SHOWN))) {
      opened = null;
    }
    if (this._panel.isDisposed || turn !== this._turn) {
      return; // the kernel died meanwhile, and that is being seen to
    }
    const first = this._progress === null;
    if (opened) {
      this._progress = new Progress(textsOf(this._panel), opened.shown, this._page.module?.minutes ?? 0);
      this._progress.saw(this._seen);
      this._readItems();
    }
    this._enter(opened ? 'ready' : 'failed');
    if (opened && first) {
      this._begin(opened);
    }
  }

  /** What is done once, when the page has opened. */
  private _begin({ shown, last }: IOpened): void {
    const place = this._place.begin(shown.store || this._page.path);
    if (place) {
      this._saw(place.seen ?? []);
      this._place.restore(place);
    }
    const away = Date.now() - Math.max(Date.parse(last) || 0, place?.at ?? 0);
    if (this._page.module && (last || place) && away > AWAY) {
      this._recap = { place };
    }
    this._place.note(this._seen);
    this._tell();
    this._heartbeat = new Heartbeat(this._app.serviceManager, now => void this._connectionChanged(now));
    if (this._course.solo) {
      void this._endOthers();
    }
  }

  /** A window that was left a moment ago may still count as open. */
  private async _endOthers(): Promise<void> {
    for (const wait of SETTLE_OTHERS) {
      await pause(wait);
      if (this._panel.isDisposed) {
        return;
      }
      await endOthers(this._app.serviceManager, path => pageAt(this._course, path) !== null, this._page.path);
    }
  }

  /** The kernel is gone: have another one, run the page in it out of sight, and put its widgets in place. */
  private async _mend(): Promise<void> {
    if ((this._state !== 'ready' && this._state !== 'opening') || this._panel.isDisposed) {
      return;
    }
    const first = this._progress === null;
    const turn = this._enter('mending');
    let opened: IOpened | null = null;
    for (let attempt = 0; attempt < 3 && !opened && !this._panel.isDisposed; attempt++) {
      await until(() => this._connection === 'there', Number.POSITIVE_INFINITY);
      // Two windows with two releases would start one kernel anew in turns for ever: the older one stands back.
      if (await isOutdated(this._panel, this._app.serviceManager.contents)) {
        this._enter('outdated');
        return;
      }
      const there = await haveKernel(this._panel).catch(() => false);
      opened = there ? await open(this._panel, first ? runInSight : runOutOfSight).catch(() => null) : null;
    }
    await this._finish(turn, opened);
  }

  /** What did not open is begun anew, in a fresh kernel. */
  private async _tryAgain(): Promise<void> {
    const turn = this._enter('mending');
    const { sessionContext } = this._panel;
    try {
      await (sessionContext.session?.kernel ? sessionContext.restartKernel() : sessionContext.changeKernel({ name: 'python3' }));
    } catch {
      /* said below, when there is no kernel */
    }
    const there = await haveKernel(this._panel).catch(() => false);
    await this._finish(turn, there ? await open(this._panel, runInSight).catch(() => null) : null);
  }

  private async _connectionChanged(now: Connection): Promise<void> {
    if (now === 'there') {
      await reconnect(this._panel, this._app.serviceManager);
    }
    this._connection = now;
    this._tell();
    await this._doubt();
  }

  /** Make sure that the kernel is still the one that this page came from. */
  private async _doubt(): Promise<void> {
    if (this._connection !== 'there' || this._state !== 'ready') {
      return;
    }
    this._doubted = Date.now();
    const kernel = this._panel.sessionContext.session?.kernel;
    const isGone = !kernel || kernel.isDisposed || kernel.status === 'dead';
    const shown = isGone ? null : await askShown(kernel);
    if (isGone || (shown && showsOthers(this._panel, shown))) {
      void this._mend();
    }
  }

  /** Gives the number of this turn: what was begun in an earlier one counts no more. */
  private _enter(state: State): number {
    this._state = state;
    this._panel.node.dataset.bimPage = state;
    this._tell();
    return ++this._turn;
  }

  /** The one thing that the learner must know now. */
  private _tell(): void {
    const { bar } = this;
    const reload = button('Load this page again', () => location.reload(), { class: 'bim-bar-button' });
    if (this._connection === 'refused') {
      const told = 'The course was closed and opened anew. What you typed is kept.';
      // In the solo course nothing but the address itself lets one in again; a hub asks to sign in.
      return this._course.solo
        ? bar.notice('warn', [`${told} Open the course by its new address; then this page goes on, too.`])
        : bar.notice('warn', [told], reload);
    }
    if (this._connection === 'ended') {
      return bar.notice('warn', ['The course was closed meanwhile. What you typed is kept.'], reload);
    }
    if (this._connection === 'lost') {
      return bar.notice('warn', ['No connection. What you type is kept here and sent when it is back.']);
    }
    if (this._state === 'mending') {
      return bar.notice('warn', ['Mending the page. Your saved answers are safe.']);
    }
    if (this._state === 'outdated') {
      return bar.notice('warn', ['There is a newer version of this page. Your answers, and what you typed, are kept.'], reload);
    }
    if (this._state === 'failed') {
      const again = button('Try again', () => void this._tryAgain(), { class: 'bim-bar-button' });
      return bar.notice('warn', ['This page did not open fully. Your saved answers are safe.'], again);
    }
    if (this._state === 'opening') {
      return bar.notice('quiet', ['Opening the page…']);
    }
    if (this._recap) {
      const close = (): void => {
        this._recap = null;
        this._tell();
      };
      const lines = this._recapLines(this._recap);
      this._recapSaid = lines.join();
      const words = make('div', { class: 'bim-recap' }, ...lines.map(line => make('p', {}, line)));
      return bar.notice('quiet', [words], button('Close', close, { class: 'bim-bar-button' }));
    }
    bar.notice('');
  }

  private _recapLines({ place }: { place: IPlace | null }): string[] {
    const standing = this._progress!.standing;
    const blank = this._progress!.blank.map(item => this._titleOf(item)).filter(Boolean);
    const titles = blank.slice(0, MOST_TITLES).join('; ');
    const more = blank.length > MOST_TITLES ? `; and ${blank.length - MOST_TITLES} more` : '';
    return [
      `Welcome back to “${this._page.module!.title}”: ${standing.answered} of ${standing.total} answered.`,
      place?.section ? `You stopped at “${place.section}”.` : 'It opens at its beginning.',
      standing.answered < standing.total ? `Still blank: ${titles}${more}.` : 'Nothing is blank; you can hand it in at the end.'
    ];
  }

  private _titleOf(item: string): string {
    const node = this._panel.node.querySelector(`[data-bim-item="${CSS.escape(item)}"] :is(.bim-prompt, .bim-title)`);
    const words = (node?.textContent ?? '').replace(/\s+/g, ' ').trim();
    return words.length > 60 ? `${words.slice(0, 57).replace(/\s\S*$/, '')}…` : words;
  }

  private _saw(cells: string[]): void {
    this._progress?.saw(cells);
    this._seen = this._progress?.seen ?? this._seen;
    this._place.note(this._seen);
    this._show();
  }

  private readonly _onHide = (): void => this._place.note(this._seen);

  private readonly _items = new MutationObserver(() => {
    this._soon ||= requestAnimationFrame(() => {
      this._soon = 0;
      this._readItems();
    });
  });

  /** What the items say of themselves: drafts that came back count too. */
  private _readItems(): void {
    for (const node of this._panel.node.querySelectorAll<HTMLElement>('[data-bim-item][data-bim-answered]:not([data-bim-old])')) {
      this._progress?.set(node.dataset.bimItem!, node.dataset.bimAnswered === 'true');
    }
    this._show();
  }

  private _show(): void {
    if (!this._progress) {
      return;
    }
    const { standing } = this._progress;
    this.bar.progress(inWords(standing), standing.total ? standing.answered / standing.total : 0);
    const states = [...this._panel.node.querySelectorAll<HTMLElement>('[data-bim-state]')].map(node => node.dataset.bimState);
    const found = ['unsaved', 'refused', 'saving', 'saved'].find(state => states.includes(state)) ?? '';
    this.bar.saved(found === 'refused' ? 'unsaved' : found);
    if (found === 'unsaved' && Date.now() - this._doubted > DOUBT_AGAIN) {
      void this._doubt();
    }
    if (this._recap && this._recapLines(this._recap).join() !== this._recapSaid) {
      this._tell();
    }
  }

  /** Nothing that a page shows is a change of the notebook: it stays as released, and nobody is asked to save it. */
  private _keepClean(): void {
    void this._panel.context.ready.then(() => {
      const { content } = this._panel;
      content.notebookConfig = {
        ...content.notebookConfig,
        // The first screen is drawn before the rest.
        windowingMode: 'contentVisibility',
        scrollPastEnd: false,
        showEditorForReadOnlyMarkdown: false
      };
      const model = this._panel.model!;
      model.stateChanged.connect((_, change) => {
        if (change.name === 'dirty' && change.newValue) {
          model.dirty = false;
        }
      });
      model.dirty = false;
    });
  }

  private _dispose(): void {
    this._heartbeat?.dispose();
    this._items.disconnect();
    this._place.dispose();
    window.removeEventListener('pagehide', this._onHide);
  }

  private _state: State = 'opening';
  private _connection: Connection = 'there';
  private _progress: Progress | null = null;
  private _seen: string[] = [];
  private _recap: { place: IPlace | null } | null = null;
  private _recapSaid = '';
  private _tools = false;
  private _soon = 0;
  private _turn = 0;
  private _doubted = 0;
  private readonly _place: Place;
  private _heartbeat: Heartbeat | null = null;
}

/**
 * A notebook takes every press and every focus to choose a cell, moves the focus there, and opens texts for editing.
 * None of that is meant here; what the browser itself does with a press stays as it is.
 */
function keepJupyterOut(panel: NotebookPanel, tools: () => boolean): void {
  const stop = (event: Event): void => {
    if (!tools()) {
      event.stopPropagation();
    }
  };
  const { node, viewportNode } = panel.content;
  for (const name of ['mousedown', 'dblclick', 'contextmenu']) {
    // On the way down: Jupyter listens to them on the notebook's node before anybody inside hears of them.
    panel.node.addEventListener(name, event => node.contains(event.target as Node) && stop(event), true);
  }
  viewportNode.addEventListener('focusin', stop);
  viewportNode.addEventListener('keydown', stop);
  panel.node.addEventListener('keydown', stop);
}

const textsOf = ({ content }: NotebookPanel): IText[] =>
  content.widgets
    .filter(({ model }) => model.type === 'markdown')
    .map(({ model }) => ({ cell: model.id, source: model.sharedModel.getSource() }));

const PLAIN = 'text/plain';

/**
 * What the cells hold is no Python, and nobody sees it or a text's Markdown: parsing it for an editor's colours took longer
 * than showing the page. Jupyter has no setting for it; where its own name for this should change, the page only opens
 * more slowly.
 */
function keepSourcePlain({ content, context }: NotebookPanel): void {
  void context.ready.then(() => {
    for (const cell of content.model!.cells) {
      cell.mimeType = PLAIN;
    }
  });
  const inside = content as unknown as { _mimetypeService?: Record<'getMimeTypeByLanguage' | 'getMimeTypeByFilePath', () => string> };
  if (inside._mimetypeService) {
    const plain = (): string => PLAIN;
    inside._mimetypeService = { getMimeTypeByLanguage: plain, getMimeTypeByFilePath: plain };
  }
}
