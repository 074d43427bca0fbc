import { afterEach, beforeEach, expect, test } from 'vitest';
import { headingsOf } from '../src/outline';
import { adler32 } from '../src/release';
import { make } from '@babyinmind/shared/dom';

afterEach(() => document.body.replaceChildren());

// As Python's zlib.adler32 gives them.
test.each([['', 1], ['abc', 38600999], ['Wer fragt, führt — 😀', 2388331455]])('the checksum of “%s” is %s', (text, sum) => {
  expect(adler32(text)).toBe(sum);
});

beforeEach(() => {
  document.body.append(
    make('div', { class: 'bim bim-module' }, make('h1', {}, 'The module')),
    make('div', { class: 'jp-RenderedMarkdown' }, make('h2', {}, 'A  part', make('a', { class: 'jp-InternalAnchorLink' }, '¶')), make('h4', {}, 'too deep')),
    make('details', {}, make('div', { class: 'jp-RenderedMarkdown' }, make('h3', {}, 'folded'))),
    make('div', { class: 'bim bim-hand-in' }, make('h3', {}, 'Hand in'))
  );
});

test('sections are the headings that are to be seen, without their links', () => {
  expect(headingsOf(document.body).map(({ words, level }) => [words, level])).toEqual([['The module', 1], ['A part', 2], ['Hand in', 2]]);
});
