import { afterEach, expect, test, vi } from "vitest";
import { clock, dayAndTime } from "../src/times";
import { counted, countWords, inHours } from "../src/words";

afterEach(() => vi.useRealTimers());

test("a time of today comes without the day, another with it", () => {
  vi.useFakeTimers({ now: new Date(2026, 10, 22, 15, 0) });
  const today = new Date(2026, 10, 22, 9, 5);
  const yesterday = new Date(2026, 10, 21, 9, 5);
  expect(clock(today.toISOString())).toMatch(/9:05|09:05/);
  expect(clock(today.toISOString())).not.toContain("2026");
  expect(clock(yesterday.toISOString())).toContain("2026");
  expect(clock(yesterday.toISOString())).toContain("21");
});

test("what is no time is said as it stands, or not at all", () => {
  expect(clock("soon")).toBe("");
  expect(dayAndTime("soon")).toBe("soon");
});

test("one is one, all others are many", () => {
  expect([0, 1, 2].map((count) => counted(count, "word", "words"))).toEqual(["0 words", "1 word", "2 words"]);
});

test("words are counted between spaces and lines", () => {
  expect(["", "  \n", "one", " one\n two\tthree "].map(countWords)).toEqual([0, 0, 1, 3]);
});

test("minutes as hours", () => {
  expect([0, 45, 60, 125].map(inHours)).toEqual(["0 min", "45 min", "1 h", "2 h 5 min"]);
});
