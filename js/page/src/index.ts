/** Baby in Mind: a page of the course is shown as a page, not as a notebook in a tool. */
import { ILabShell, JupyterFrontEnd, type JupyterFrontEndPlugin } from '@jupyterlab/application';
import { INotebookTracker, type NotebookPanel } from '@jupyterlab/notebook';
import { pageAt, readCourse } from './course';
import { openAtOnce, openedFirst } from './first';
import { Page } from './page';
import { Surroundings } from './shell';

const plugin: JupyterFrontEndPlugin<void> = {
  id: 'baby-in-mind:page',
  description: 'Opens a page of Baby in Mind, runs it, and hides what is not the course.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ILabShell, JupyterFrontEnd.ITreeResolver],
  activate
};

function activate(
  app: JupyterFrontEnd,
  notebooks: INotebookTracker,
  lab: ILabShell | null,
  address: JupyterFrontEnd.ITreeResolver | null
): void {
  const course = readCourse();
  if (course.modules.length === 0 && course.pages.length === 0) {
    return;
  }
  const surroundings = new Surroundings(app);
  const pages = new Map<NotebookPanel, Page>();

  const refresh = (): void => {
    const current = app.shell.currentWidget as NotebookPanel | null;
    if (current) {
      const page = pages.get(current);
      surroundings.clean = page !== undefined && !page.tools;
      surroundings.title = page?.title ?? '';
    }
  };

  notebooks.widgetAdded.connect((_, panel) => {
    const coursePage = pageAt(course, panel.context.path);
    if (!coursePage) {
      return;
    }
    pages.set(panel, new Page(app, panel, course, coursePage, refresh));
    panel.disposed.connect(() => {
      pages.delete(panel);
      refresh();
    });
    refresh();
  });
  app.shell.currentChanged?.connect(refresh);
  lab?.layoutModified.connect(refresh);
  void app.restored.then(refresh);

  // The address tells what is about to open: its tools need not flash up first.
  const first = pageAt(course, openedFirst());
  if (first) {
    surroundings.clean = true;
    if (lab && address) {
      void openAtOnce(first, course, app, lab, address);
    }
  }
}

export default plugin;
