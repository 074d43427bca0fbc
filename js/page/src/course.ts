/** What the course is: told by the server extension `babyinmind.course.pages`. */
import { PageConfig, URLExt } from '@jupyterlab/coreutils';

export interface IModule {
  id: string;
  title: string;
  minutes: number;
}

export interface ICourse {
  modules: IModule[];
  pages: string[];
  authors: string[];
  solo: boolean;
  person: string;
  start: string;
  /** Whether this is an instructor's server: its page is the cohort's. */
  teaching: boolean;
  /** The address of the JupyterHub that one signed in to, with a slash at its end; "" where there is none. */
  hub: string;
}

/** A page of the course, by its path; `module` is null for a page that is not a module. */
export interface ICoursePage {
  path: string;
  module: IModule | null;
}

const NO_COURSE: ICourse = { modules: [], pages: [], authors: [], solo: false, person: '', start: '', teaching: false, hub: '' };

export function readCourse(): ICourse {
  try {
    const hub = `${PageConfig.getOption('hubHost')}${PageConfig.getOption('hubPrefix')}`;
    const told = JSON.parse(PageConfig.getOption('babyInMind') || '{}') as Partial<ICourse>;
    return { ...NO_COURSE, ...told, hub };
  } catch {
    return NO_COURSE;
  }
}

/**
 * The page of the course at a path inside the server's folder, null for everything else. Only what is one is ever run
 * by itself: a known id at `<id>/<id>.ipynb`, or in one folder more, that of a cohort.
 */
export function pageAt(course: ICourse, path: string): ICoursePage | null {
  const parts = path.split('/').filter(Boolean);
  const file = parts.pop();
  if (file === undefined || !file.endsWith('.ipynb') || course.authors.includes(parts[0] ?? '')) {
    return null;
  }
  if (course.pages.includes(file) && parts.length <= 1) {
    return { path, module: null };
  }
  const module = course.modules.find(one => `${one.id}.ipynb` === file && one.id === parts.at(-1));
  return module && parts.length <= 2 ? { path, module } : null;
}

/** The folder in which a page's neighbours lie: that of the cohort, or the server's own. */
function folderOf(page: ICoursePage): string[] {
  const parts = page.path.split('/').slice(0, -1);
  return page.module ? parts.slice(0, -1) : parts;
}

/** The address of another page of the same course; a real link, so that it can be opened and kept like any other. */
export function addressOf(page: ICoursePage, name: string, inNotebook: boolean): string {
  const path = [...folderOf(page), name].join('/');
  const view = inNotebook ? 'notebooks' : 'doc/tree';
  return URLExt.join(PageConfig.getBaseUrl(), view, URLExt.encodeParts(path));
}

export const moduleFile = (module: IModule): string => `${module.id}/${module.id}.ipynb`;
