/** Releases of one page: the one in this window, the one that the kernel ran, the one on disk. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import type { Contents } from '@jupyterlab/services';

const ADLER = 65521;

/** As `zlib.adler32` gives it for the same text: Web Crypto is not to be had everywhere. */
export function adler32(text: string): number {
  let [a, b] = [1, 0];
  for (const byte of new TextEncoder().encode(text)) {
    a = (a + byte) % ADLER;
    b = (b + a) % ADLER;
  }
  return b * 65536 + a;
}

/** Whether the kernel ran another release of the page than this window has. */
export function ranAnother(panel: NotebookPanel, ran: Record<string, number>): boolean {
  const sources = new Map(panel.content.widgets.map(({ model }) => [model.id, model.sharedModel.getSource()]));
  return Object.entries(ran).some(([cell, mark]) => {
    const source = sources.get(cell);
    return source === undefined || adler32(source) !== mark;
  });
}

/** Whether a newer release was brought since this window loaded the page. */
export async function isOutdated(panel: NotebookPanel, contents: Contents.IManager): Promise<boolean> {
  const { path, contentsModel } = panel.context;
  try {
    const { last_modified: now } = await contents.get(path, { content: false });
    return contentsModel !== null && Date.parse(now) > Date.parse(contentsModel.last_modified);
  } catch {
    return false; // no connection: what is here is what there is
  }
}
