/** Running a page, and showing what its kernel has shown already. */
import { NotebookActions, type NotebookPanel } from '@jupyterlab/notebook';
import type { CodeCell } from '@jupyterlab/cells';
import type { Kernel } from '@jupyterlab/services';
import { pause, until } from '@babyinmind/shared/dom';
import { ranAnother } from './release';

const VIEW = 'application/vnd.jupyter.widget-view+json';
const WAIT_FOR_ANOTHER = 1000;
const MOST_WAITS = 180;
/** A learner who stops typing for this long is not interrupted in mid-word. */
const TYPING = 500;

export interface IItem {
  id: string;
  cell: string;
  kind: string;
  graded: boolean;
  answered: boolean;
  /** Absent in what an early release's kernel tells. */
  minutes?: number;
}

export interface IReading {
  words_a_minute: number;
  /** Headings, in lower case, of sections that nobody has to read. */
  uncounted: string[];
}

/** What `babyinmind.magics.attach.shown()` tells. */
export interface IShown {
  cells: Record<string, string>;
  /** Adler-32 of the source that each of them ran. */
  ran: Record<string, number>;
  /** Cells that ran and show no widget. */
  plain: string[];
  items: IItem[];
  /** How the minutes of texts are counted; a kernel that was started by an earlier release does not tell it. */
  reading?: IReading;
  store: string;
  last: string;
  before: string;
}

export interface IOpened {
  shown: IShown;
  /** The last sign of work before this visit, "" where there was none. */
  last: string;
}

/** This window's name among those that show the page. */
const WINDOW = `${Math.random().toString(36).slice(2)}${Date.now().toString(36)}`;

/** Run the page, or show what the kernel has shown already. Gives null where it did not open fully. */
export async function open(panel: NotebookPanel, run: (panel: NotebookPanel) => Promise<boolean>): Promise<IOpened | null> {
  for (let waits = 0; waits < MOST_WAITS; waits++) {
    const kernel = panel.sessionContext.session?.kernel;
    if (!kernel || panel.isDisposed) {
      return null;
    }
    const { shown, claim } = await evaluate(kernel, { shown: SHOWN, claim: `${ATTACH}.claim('${WINDOW}')` });
    if (shown && ranAnother(panel, shown.ran)) {
      // Its widgets belong to other questions. That it starts anew is noticed and seen to as whenever a kernel dies.
      await panel.sessionContext.restartKernel();
      return null;
    }
    if (shown && lacking(panel, shown).length === 0) {
      await attach(panel, shown);
      return { shown, last: shown.last };
    }
    // A kernel that cannot even say whose turn it is is run all the same: then the page says that it did not open.
    if (claim?.run ?? true) {
      const ran = await run(panel);
      const now = panel.sessionContext.session?.kernel;
      const first = ran && now ? await askShown(now) : null;
      if (!now || !first || Object.keys(first.cells).length === 0) {
        return null;
      }
      const plain = lacking(panel, first);
      const after = plain.length ? ((await evaluate(now, { shown: `${ATTACH}.opened(${JSON.stringify(plain)})` })).shown ?? first) : first;
      await attach(panel, after);
      return { shown: after, last: after.before };
    }
    await pause(WAIT_FOR_ANOTHER); // another window runs it
  }
  return null;
}

/** Run the cells as Jupyter does, their outputs appearing one by one. */
export async function runInSight(panel: NotebookPanel): Promise<boolean> {
  const ran = await NotebookActions.runCells(panel.content, codeCells(panel), panel.sessionContext);
  return ran && !codeCells(panel).some(hasFailed);
}

/** Run the cells while the page stays as it is: somebody may be writing on it. */
export async function runOutOfSight(panel: NotebookPanel): Promise<boolean> {
  const kernel = panel.sessionContext.session?.kernel;
  if (!kernel) {
    return false;
  }
  const replies = codeCells(panel).map(cell => {
    const code = cell.model.sharedModel.getSource();
    return kernel.requestExecute({ code, stop_on_error: true, allow_stdin: false }, true, { cellId: cell.model.id }).done;
  });
  return (await Promise.all(replies)).every(reply => reply.content.status === 'ok');
}

const codeCells = (panel: NotebookPanel): CodeCell[] =>
  panel.content.widgets.filter((cell): cell is CodeCell => cell.model.type === 'code');

function hasFailed(cell: CodeCell): boolean {
  const { outputs } = cell.model;
  return Array.from({ length: outputs.length }, (_, place) => outputs.get(place)).some(one => one.type === 'error');
}

/** The cells of this page that the kernel has not run. */
const lacking = (panel: NotebookPanel, shown: IShown): string[] =>
  codeCells(panel)
    .filter(({ model }) => model.sharedModel.getSource().startsWith('%%'))
    .map(({ model }) => model.id)
    .filter(cell => !(cell in shown.cells) && !shown.plain.includes(cell));

/** Whether the kernel shows other widgets than this page: it was started anew, by another window for example. */
export const showsOthers = (panel: NotebookPanel, shown: IShown): boolean =>
  Object.keys(shown.cells).length === 0 ||
  codeCells(panel).some(cell => cell.model.id in shown.cells && shown.cells[cell.model.id] !== modelShown(cell));

interface ITold {
  shown?: IShown;
  claim?: { run: boolean };
}

/** Evaluate expressions in one request, in their order; what could not be evaluated is left out. */
async function evaluate(kernel: Kernel.IKernelConnection, expressions: Partial<Record<keyof ITold, string>>): Promise<ITold> {
  const asked = { code: '', silent: true, store_history: false, allow_stdin: false, user_expressions: expressions };
  try {
    const { content } = await kernel.requestExecute(asked).done;
    const told = content.status === 'ok' ? (content.user_expressions as Record<string, { data?: Record<string, unknown> }>) : {};
    return Object.fromEntries(Object.entries(told).map(([name, { data }]) => [name, data?.['application/json']]));
  } catch {
    return {}; // the kernel went away meanwhile
  }
}

const ATTACH = "__import__('babyinmind.magics.attach').magics.attach";
const SHOWN = `${ATTACH}.shown()`;

export const askShown = async (kernel: Kernel.IKernelConnection): Promise<IShown | null> =>
  (await evaluate(kernel, { shown: SHOWN })).shown ?? null;

/** Show each cell's widget as the kernel has it, leaving those alone that are shown already. */
async function attach(panel: NotebookPanel, shown: IShown): Promise<void> {
  const stale = codeCells(panel).filter(cell => {
    const model = shown.cells[cell.model.id];
    return model !== undefined && model !== modelShown(cell);
  });
  if (stale.length === 0) {
    return;
  }
  const resume = await heldFocus(panel.node);
  for (const cell of stale) {
    swap(cell, shown.cells[cell.model.id]!);
  }
  await resume();
}

/** Whether every widget is to be seen; one whose model did not reach this window never will be. */
export const isWhole = (panel: NotebookPanel, shown: IShown): boolean =>
  codeCells(panel).every(({ model, node }) => !(model.id in shown.cells) || node.querySelector('.bim:not([data-bim-old])') !== null);

function modelShown(cell: CodeCell): string | null {
  const { outputs } = cell.model;
  for (let place = 0; place < outputs.length; place++) {
    const view = outputs.get(place).data[VIEW] as { model_id?: string } | undefined;
    if (view?.model_id) {
      return view.model_id;
    }
  }
  return null;
}

function swap(cell: CodeCell, model: string): void {
  const { node } = cell;
  const height = node.offsetHeight;
  if (node.querySelector('.bim')) {
    // What stands below must not jump up and down again.
    node.style.minHeight = `${height}px`;
    void until(() => node.querySelector('.bim:not([data-bim-old])') !== null, 10000).then(() => (node.style.minHeight = ''));
    node.querySelectorAll<HTMLElement>('.bim').forEach(old => (old.dataset.bimOld = ''));
  }
  cell.model.trusted = true;
  cell.model.outputs.fromJSON([
    {
      output_type: 'display_data',
      data: { [VIEW]: { version_major: 2, version_minor: 0, model_id: model } },
      metadata: {}
    }
  ]);
}

/** Wait for a pause in the typing; gives what brings focus and caret back to the same control of the same item. */
async function heldFocus(root: HTMLElement): Promise<() => Promise<void>> {
  let typed = 0;
  const note = (): void => void (typed = Date.now());
  root.addEventListener('input', note, true);
  await pause(root.contains(document.activeElement) ? TYPING : 0);
  await until(() => Date.now() - typed > TYPING, 10000);
  root.removeEventListener('input', note, true);
  const focused = document.activeElement;
  const item = focused?.closest<HTMLElement>('[data-bim-item]');
  if (!focused || !item || !root.contains(item)) {
    return () => Promise.resolve();
  }
  const name = item.dataset.bimItem!;
  const place = controlsOf(item).indexOf(focused);
  const caret = focused instanceof HTMLTextAreaElement ? [focused.selectionStart, focused.selectionEnd, focused.scrollTop] : null;
  const release = heldKeys();
  return async () => {
    const again = (): Element | undefined => {
      const now = root.querySelector<HTMLElement>(`[data-bim-item="${CSS.escape(name)}"]:not([data-bim-old])`);
      return now && now.isConnected ? controlsOf(now)[place] : undefined;
    };
    const isBack = await until(() => again() !== undefined, 10000);
    const typed = release();
    if (!isBack || !isNowhere(document.activeElement)) {
      return;
    }
    const control = again() as HTMLElement;
    control.focus({ preventScroll: true });
    if (caret && control instanceof HTMLTextAreaElement) {
      control.setSelectionRange(caret[0]!, caret[1]!);
      control.scrollTop = caret[2]!;
      if (typed) {
        control.setRangeText(typed, caret[0]!, caret[1]!, 'end');
        control.dispatchEvent(new Event('input', { bubbles: true }));
      }
    }
  };
}

/** Whether the focus is where no control of the page has it. */
const isNowhere = (focused: Element | null): boolean => (focused ?? document.body).matches('body, .jp-Cell, .jp-Notebook');

/** Keep the letters that are typed while the text that they are meant for is out of the page; gives what ends it and tells them. */
function heldKeys(): () => string {
  let typed = '';
  const hold = (event: KeyboardEvent): void => {
    const letter = event.key === 'Enter' ? '\n' : event.key;
    const isCommand = (event.ctrlKey || event.metaKey || event.altKey) && !event.getModifierState('AltGraph');
    if (isCommand || !isNowhere(document.activeElement)) {
      return;
    }
    if (letter === 'Backspace') {
      typed = typed.slice(0, -1);
    } else if (letter.length === 1) {
      typed += letter;
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  document.addEventListener('keydown', hold, true);
  return () => {
    document.removeEventListener('keydown', hold, true);
    return typed;
  };
}

const controlsOf = (item: HTMLElement): Element[] => [
  ...item.querySelectorAll('input, select, textarea, button, summary, a[href], [tabindex]')
];
