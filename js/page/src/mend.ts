/** Noticing that the kernel died or the connection is lost. */
import type { NotebookPanel } from '@jupyterlab/notebook';
import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection, type Kernel, type ServiceManager } from '@jupyterlab/services';
import { until } from '@babyinmind/shared/dom';

const EVERY = 5000;
const EVERY_WHILE_LOST = 2000;
const PATIENCE = 5000;
const KERNEL_PATIENCE = 60000;

/** `ended`: the server was ended, and on a hub nobody starts it but its person. */
export type Connection = 'there' | 'lost' | 'refused' | 'ended';
/** What JupyterHub answers for a server that does not run. */
const NOT_RUNNING = 424;

/** Asks the server every few seconds whether it is there; a frozen one does not answer either. */
export class Heartbeat {
  constructor(
    private readonly _services: ServiceManager.IManager,
    private readonly _changed: (now: Connection) => void
  ) {
    window.addEventListener('offline', this._now);
    window.addEventListener('online', this._now);
    document.addEventListener('visibilitychange', this._now);
    this._timer = window.setTimeout(this._now, EVERY);
  }

  dispose(): void {
    this._disposed = true;
    clearTimeout(this._timer);
    window.removeEventListener('offline', this._now);
    window.removeEventListener('online', this._now);
    document.removeEventListener('visibilitychange', this._now);
  }

  private readonly _now = (): void => void this._beat();

  private async _beat(): Promise<void> {
    clearTimeout(this._timer);
    if (this._disposed) {
      return;
    }
    const turn = ++this._turn;
    if (document.visibilityState === 'visible') {
      const now = await this._ask();
      if (turn !== this._turn || this._disposed) {
        return; // another beat began meanwhile
      }
      if (now !== this._was) {
        this._was = now;
        this._changed(now);
      }
    }
    this._timer = window.setTimeout(this._now, this._was === 'there' ? EVERY : EVERY_WHILE_LOST);
  }

  private async _ask(): Promise<Connection> {
    if (!navigator.onLine && !isLocal()) {
      return 'lost';
    }
    const { serverSettings } = this._services;
    const giveUp = new AbortController();
    const timer = setTimeout(() => giveUp.abort(), PATIENCE);
    try {
      const address = URLExt.join(serverSettings.baseUrl, 'api/status');
      const { ok, status } = await ServerConnection.makeRequest(address, { signal: giveUp.signal }, serverSettings);
      return ok ? 'there' : status === 401 || status === 403 ? 'refused' : status === NOT_RUNNING ? 'ended' : 'lost';
    } catch {
      return 'lost';
    } finally {
      clearTimeout(timer);
    }
  }

  private _was: Connection = 'there';
  private _timer = 0;
  private _turn = 0;
  private _disposed = false;
}

/** A server on the learner's own machine is there without any network. */
const isLocal = (): boolean => ['localhost', '127.0.0.1', '[::1]'].includes(location.hostname);

/** Call `died` whenever the page's kernel has gone or was started anew by somebody else than this window. */
export function watchKernel(panel: NotebookPanel, died: () => void): void {
  const { sessionContext } = panel;
  const onStatus = (_: unknown, status: Kernel.Status): void => {
    // Of a start anew that another window asked for, this one hears no more than that the kernel is starting.
    if (status === 'autorestarting' || status === 'restarting' || status === 'starting' || status === 'dead') {
      died();
    }
  };
  const onKernel = (_: unknown, change: { newValue: Kernel.IKernelConnection | null }): void => {
    if (!panel.isDisposed && change.newValue === null) {
      died();
    }
  };
  sessionContext.statusChanged.connect(onStatus);
  sessionContext.kernelChanged.connect(onKernel);
}

/** Make sure that the page has a kernel that answers, starting one where there is none; whether it has. */
export async function haveKernel(panel: NotebookPanel): Promise<boolean> {
  const { sessionContext } = panel;
  const alive = (): boolean => {
    const kernel = sessionContext.session?.kernel;
    return Boolean(kernel && !kernel.isDisposed && kernel.status !== 'dead');
  };
  if (!alive()) {
    const name = sessionContext.kernelPreference.name || panel.model?.defaultKernelName || 'python3';
    await sessionContext.changeKernel({ name });
  }
  return until(() => {
    const kernel = sessionContext.session?.kernel;
    return alive() && kernel!.connectionStatus === 'connected' && (kernel!.status === 'idle' || kernel!.status === 'busy');
  }, KERNEL_PATIENCE);
}

/** Bring the connection to the kernel back at once: Jupyter's own attempts come seldom, and end. */
export async function reconnect(panel: NotebookPanel, services: ServiceManager.IManager): Promise<void> {
  const kernel = panel.sessionContext.session?.kernel;
  try {
    await services.kernels.refreshRunning();
    if (kernel && !kernel.isDisposed && kernel.connectionStatus !== 'connected') {
      await kernel.reconnect();
    }
  } catch {
    /* lost again: the next beat tells */
  }
}

/** In the solo course one kernel is enough: end those of other pages that are idle and shown in no window. */
export async function endOthers(
  services: ServiceManager.IManager,
  isCourse: (path: string) => boolean,
  ours: string
): Promise<void> {
  try {
    await services.sessions.refreshRunning();
    for (const session of services.sessions.running()) {
      const { kernel } = session;
      if (session.path !== ours && isCourse(session.path) && kernel?.execution_state === 'idle' && kernel.connections === 0) {
        await services.sessions.shutdown(session.id);
      }
    }
  } catch {
    /* not worth a word: idle kernels are ended by the server in time */
  }
}
