/** Counts and lengths in words. */

/** "1 learner", "2 learners". */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const countWords = (written: string): number => written.trim().split(/\s+/).filter(Boolean).length;

/** Minutes as hours: "45 min", "2 h", "2 h 5 min". */
export function inHours(minutes: number): string {
  const [whole, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (!whole) return `${rest} min`;
  return rest ? `${whole} h ${rest} min` : `${whole} h`;
}
