/** The page that this window was opened with. */
import type { ILabShell, JupyterFrontEnd } from '@jupyterlab/application';
import { PageConfig } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';
import type { Signal } from '@lumino/signaling';
import { addressOf, type ICourse, type ICoursePage } from './course';

/** Its path inside the server's folder. */
export function openedFirst(): string {
  const path = decodeURIComponent(location.pathname.slice(new URL(PageConfig.getBaseUrl(), location.href).pathname.length));
  return path.replace(/^(lab\/tree|lab\/workspaces\/[^/]+\/tree|doc\/tree|doc\/workspaces\/[^/]+\/tree|notebooks)\//, '');
}

/**
 * Open it in JupyterLab as soon as there is a place for it. JupyterLab itself begins only when all else of its own is
 * there, and then asks the server for five things, one after the other, on behalf of its file browser.
 */
export async function openAtOnce(
  page: ICoursePage,
  course: ICourse,
  app: JupyterFrontEnd,
  lab: ILabShell,
  address: JupyterFrontEnd.ITreeResolver
): Promise<void> {
  await app.restored;
  try {
    await app.commands.execute('docmanager:open', { path: page.path });
  } catch (error) {
    const isMissing = error instanceof ServerConnection.ResponseError && error.response.status === 404;
    if (isMissing && course.start && page.path !== course.start) {
      // Not released yet, or taken away: the start page tells what there is.
      location.replace(addressOf(page, course.start, false));
    }
    return; // whatever else it is, the file browser meets it, too
  }
  await address.paths;
  // Only now does JupyterLab listen for what is shown, to name it in the window's address; else it would name the folder.
  const shown = lab.currentPathChanged as Signal<ILabShell, ILabShell.ICurrentPathChangedArgs>;
  shown.emit({ oldValue: '', newValue: lab.currentPath ?? '' });
}
