/** Addresses of pages and files beside this one. */

/** The folder that a path lies in, with a slash at its end; "" for the server's own. */
const folderOf = (path: string | undefined): string => (path?.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "");

/** The address of a page beside this one, in the same view: a real link, to open, keep or copy as any other. */
export function pageBeside(place: string): string {
  const [, start, path] = /^(.*?\/(?:tree|notebooks)\/)(.*)$/.exec(location.pathname) ?? [];
  return start ? `${start}${folderOf(path)}${place}` : place;
}

/** The address of a file beside this page, as the browser itself opens it. */
export function fileBeside(name: string): string {
  const [, base, path] = /^(.*?\/)(?:doc\/|lab\/|)(?:tree|notebooks)\/(.*)$/.exec(location.pathname) ?? [];
  return base ? `${base}files/${folderOf(path)}${encodeURIComponent(name)}` : name;
}

/** An address on the server that this page comes from. */
export function onServer(path: string): string {
  try {
    const config = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}") as { baseUrl?: string };
    return `${config.baseUrl ?? "/"}${path}`;
  } catch {
    return `/${path}`;
  }
}

/** Draw links anew without taking the focus from one that is still there. */
export function keepingFocusedLink(stage: HTMLElement, draw: () => void): void {
  const focused = stage.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  draw();
  if (focused) stage.querySelector<HTMLElement>(`a[href="${CSS.escape(focused)}"]`)?.focus();
}
