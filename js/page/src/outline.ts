/** The page's headings, to go to and to name where the learner is. */

export interface IHeading {
  node: HTMLElement;
  words: string;
  level: number;
}

const HEADINGS = '.jp-RenderedMarkdown :is(h1, h2, h3), .bim-module h1, .bim-hand-in > h3';

/** In the order of the page. A module's own title stands for its beginning, handing in for its end. */
export function headingsOf(root: HTMLElement): IHeading[] {
  return [...root.querySelectorAll<HTMLElement>(HEADINGS)]
    .filter(node => node.closest('details:not([open])') === null)
    .map(node => ({ node, words: wordsOf(node), level: node.closest('.bim-hand-in') ? 2 : Number(node.tagName[1]) }))
    .filter(({ words }) => words !== '');
}

/** The heading under which the page is read that begins at `top` (a viewport coordinate). */
export function headingAt(headings: IHeading[], top: number): IHeading | null {
  return headings.findLast(({ node }) => node.getBoundingClientRect().top <= top) ?? headings[0] ?? null;
}

export function goTo({ node }: IHeading): void {
  node.tabIndex = -1;
  node.scrollIntoView({ block: 'start' });
  node.focus({ preventScroll: true });
}

function wordsOf(heading: HTMLElement): string {
  const copy = heading.cloneNode(true) as HTMLElement;
  copy.querySelectorAll('.jp-InternalAnchorLink, .jp-collapseHeadingButton').forEach(part => part.remove());
  return (copy.textContent ?? '').replace(/\s+/g, ' ').trim();
}
