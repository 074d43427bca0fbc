import { afterEach, expect, test } from 'vitest';
import { PageConfig } from '@jupyterlab/coreutils';
import { addressOf, pageAt, readCourse, type ICourse } from '../src/course';

const MODULE = { id: '03-attachment', title: 'Attachment theory', minutes: 40 };
const COURSE: ICourse = {
  modules: [MODULE], pages: ['start-here.ipynb'], authors: ['source', 'release'], solo: true, person: 'anna', start: 'start-here.ipynb', teaching: false, hub: ''
};

afterEach(() => void PageConfig.setOption('babyInMind', ''));

test.each([
  ['03-attachment/03-attachment.ipynb', MODULE],
  ['spring/03-attachment/03-attachment.ipynb', MODULE],
  ['start-here.ipynb', null],
  ['spring/start-here.ipynb', null]
])('%s is a page of the course', (path, module) => {
  expect(pageAt(COURSE, path)).toEqual({ path, module });
});

test.each([
  'release/03-attachment/03-attachment.ipynb',
  'source/03-attachment/03-attachment.ipynb',
  'a/b/03-attachment/03-attachment.ipynb',
  '03-attachment/copy.ipynb',
  '03-attachment.ipynb',
  'elsewhere/03-attachment.ipynb',
  '03-attachment/03-attachment.txt',
  'a/b/start-here.ipynb',
  ''
])('%s is none, and is never run by itself', path => {
  expect(pageAt(COURSE, path)).toBeNull();
});

test('another page of the same cohort lies in the same folder', () => {
  const page = { path: 'spring term/03-attachment/03-attachment.ipynb', module: MODULE };
  expect(addressOf(page, 'start-here.ipynb', false)).toMatch(/doc\/tree\/spring%20term\/start-here\.ipynb$/);
  expect(addressOf(page, 'start-here.ipynb', true)).toMatch(/notebooks\/spring%20term\/start-here\.ipynb$/);
});

test('a server that tells no course, or something else, has none', () => {
  expect(readCourse().modules).toEqual([]);
  PageConfig.setOption('babyInMind', '{');
  expect(readCourse().modules).toEqual([]);
  PageConfig.setOption('babyInMind', JSON.stringify({ modules: [MODULE], person: 'anna' }));
  expect(readCourse()).toMatchObject({ modules: [MODULE], person: 'anna', solo: false, hub: '' });
});
