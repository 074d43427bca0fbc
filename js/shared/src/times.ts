/** Times in the reader's own clock and language. */

const TIME: Intl.DateTimeFormatOptions = { hour: "numeric", minute: "2-digit" };
const DAY: Intl.DateTimeFormatOptions = { day: "numeric", month: "short", year: "numeric" };

/** A time (ISO 8601), today's without the day; "" for what is none. */
export function clock(iso: string): string {
  const when = new Date(iso);
  if (Number.isNaN(when.getTime())) return "";
  const isToday = when.toDateString() === new Date().toDateString();
  return isToday ? when.toLocaleTimeString([], TIME) : dayAndTime(iso);
}

/** A day with its time; what is none (ISO 8601) as it stands. */
export const dayAndTime = (iso: string): string =>
  Number.isNaN(Date.parse(iso)) ? iso : new Date(iso).toLocaleString([], { ...DAY, ...TIME });
