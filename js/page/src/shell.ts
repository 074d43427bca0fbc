/** Jupyter's own bars around a page: hidden by Lumino, so that no grey margins are left, and brought back. */
import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Dialog } from '@jupyterlab/apputils';
import { MessageLoop, type Message } from '@lumino/messaging';
import type { Widget } from '@lumino/widgets';

/** JupyterLab's and Notebook 7's. */
const BARS = [
  '.jp-skiplink-wrapper',
  '#jp-header-panel',
  '#jp-top-panel',
  '#jp-menu-panel',
  '.jp-SideBar',
  '.jp-SideArea',
  '#jp-left-stack',
  '#jp-right-stack',
  '#jp-down-stack',
  '#jp-bottom-panel',
  '#top-panel-wrapper',
  '#menu-panel-wrapper',
  '#spacer-widget-top',
  '#spacer-widget-bottom',
  '.lm-DockPanel-tabBar'
].join(',');

/** On the body while nothing but the course is to be seen. */
const CLEAN = 'bim-clean';

export class Surroundings {
  constructor(private readonly _app: JupyterFrontEnd) {
    // Whatever Jupyter asks or tells in a dialog is kernel talk here; the bar says what a learner must know.
    Dialog.tracker.widgetAdded.connect((_, dialog) => {
      if (this._clean) {
        void Promise.resolve().then(() => dialog.isDisposed || dialog.reject());
      }
    });
    // With the tools hidden no shortcut of theirs fires, wherever the focus is. Jupyter listens at the document.
    document.body.addEventListener('keydown', event => {
      if (!this._clean) {
        return;
      }
      event.stopPropagation();
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 's') {
        event.preventDefault(); // everything is saved by itself; the browser would save its own copy of the page
      }
    });
  }

  /** What the browser's tab is called, "" to leave it to Jupyter, which names it again and again. */
  set title(words: string) {
    this._naming?.disconnect();
    this._naming = null;
    if (words) {
      const name = (): void => void (document.title === words || (document.title = words));
      this._naming = new MutationObserver(name);
      this._naming.observe(document.head, { childList: true, characterData: true, subtree: true });
      name();
    }
  }

  get clean(): boolean {
    return this._clean;
  }

  /** Hide all that is not the course, or show what was hidden. May be called again: bars come late. */
  set clean(wanted: boolean) {
    this._clean = wanted;
    document.body.classList.toggle(CLEAN, wanted);
    if (wanted) {
      for (const widget of this._bars()) {
        if (!widget.isHidden) {
          widget.hide();
          this._hidden.add(widget);
          MessageLoop.installMessageHook(widget, this._onMessage);
        }
      }
    } else {
      for (const widget of this._hidden) {
        MessageLoop.removeMessageHook(widget, this._onMessage);
        if (!widget.isDisposed) {
          widget.show();
        }
      }
      this._hidden.clear();
    }
  }

  /** Jupyter shows a bar by itself, when its settings arrive for example. */
  private readonly _onMessage = (widget: object, message: Message): boolean => {
    if (message.type === 'after-show') {
      void Promise.resolve().then(() => this._hidden.has(widget as Widget) && (widget as Widget).hide());
    }
    return true;
  };

  private _bars(): Widget[] {
    const found: Widget[] = [];
    const search = (widget: Widget): void => {
      for (const child of widget.children()) {
        if (child.node.matches(BARS)) {
          found.push(child);
        } else if (!child.hasClass('jp-NotebookPanel')) {
          search(child);
        }
      }
    };
    search(this._app.shell);
    return found;
  }

  private _clean = false;
  private _naming: MutationObserver | null = null;
  private readonly _hidden = new Set<Widget>();
}
