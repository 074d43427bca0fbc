import { expect, test } from 'vitest';
import { inWords, Progress } from '../src/progress';
import type { IItem } from '../src/run';

test.each([
  [{ answered: 0, total: 12, minutes: 33 }, '0 of 12 answered · about 35 minutes left'],
  [{ answered: 4, total: 12, minutes: 7.4 }, '4 of 12 answered · about 7 minutes left'],
  [{ answered: 4, total: 12, minutes: 1.2 }, '4 of 12 answered · about 1 minute left'],
  [{ answered: 4, total: 12, minutes: 0.3 }, '4 of 12 answered'],
  [{ answered: 4, total: 12, minutes: null }, '4 of 12 answered'],
  [{ answered: 12, total: 12, minutes: 10 }, 'All 12 answered'],
  [{ answered: 0, total: 0, minutes: null }, '']
])('%o is said as: %s', (standing, words) => {
  expect(inWords(standing)).toBe(words);
});

const READING = { words_a_minute: 100, uncounted: ['references'] };
const words = (count: number): string => Array.from({ length: count }, () => 'word').join(' ');
const item = (id: string, more: object = {}): IItem =>
  ({ id, cell: `cell-${id}`, kind: 'choice', graded: true, answered: false, minutes: 1, ...more });

test('minutes are left in proportion to the parts that are not done', () => {
  const texts = [{ cell: 't', source: words(100) }];
  const progress = new Progress(texts, { items: [item('a'), item('b', { minutes: 2 })], reading: READING }, 8);
  expect(progress.standing).toEqual({ answered: 0, total: 2, minutes: 8 });
  progress.saw(['t']);
  expect(progress.standing.minutes).toBe(6);
  progress.set('b', true);
  expect(progress.standing).toEqual({ answered: 1, total: 2, minutes: 2 });
  progress.set('b', false);
  expect(progress.standing.answered).toBe(0);
  expect(progress.blank).toEqual(['a', 'b']);
});

test('sections that nobody has to read count nothing, until the next heading', () => {
  const source = `# References\n${words(500)}\n### Of them\n${words(500)}\n## Next ##\n${words(99)}`;
  const progress = new Progress([{ cell: 't', source }], { items: [item('a')], reading: READING }, 10);
  progress.set('a', true);
  expect(progress.standing.minutes).toBe(5);
});

test('a header and a figure are done once they are seen, whatever is answered', () => {
  const items = [item('m', { kind: 'module', graded: false }), item('f', { kind: 'figure', graded: false })];
  const progress = new Progress([], { items, reading: READING }, 10);
  expect(progress.standing).toEqual({ answered: 0, total: 0, minutes: 10 });
  progress.saw(['cell-m', 'cell-f']);
  expect(progress.standing.minutes).toBe(0);
});

test('no minutes are said where the course does not know how long a page is, or the kernel how long its parts are', () => {
  expect(new Progress([], { items: [item('a')], reading: READING }, 0).standing.minutes).toBeNull();
  const early = new Progress([{ cell: 't', source: 'word' }], { items: [item('a', { minutes: undefined })] }, 40);
  expect(early.standing).toEqual({ answered: 0, total: 1, minutes: null });
});
