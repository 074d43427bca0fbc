/** What came back of a hand-in, as `babyinmind.widgets.results` gives it. */

export interface ResultRemark {
  /** HTML, "" for none. */
  about: string;
  html: string;
  right: boolean | null;
}

export interface QuestionResult {
  id: string;
  state: string;
  title: string;
  points: string;
  /** HTML, line by line. */
  own: string[];
  key: string[];
  remarks: ResultRemark[];
  section: string;
  note: string;
}

export interface Rubric {
  /** HTML. */
  levels: string[];
  lines: { name: string; texts: string[] }[];
}

export interface ReflectionResult {
  id: string;
  title: string;
  blank: boolean;
  waiting: boolean;
  comment: string;
  rubric: Rubric | null;
}

/** Times are ISO 8601; shares and scores are words. */
export interface Results {
  hand_in: number;
  at: string;
  behind: boolean;
  counts_from: string;
  score: string;
  share: string;
  best: string;
  pass_mark: string;
  passed: boolean;
  everything_told: boolean;
  full_answers: string;
  questions: QuestionResult[];
  reflections: ReflectionResult[];
  faults: string[];
}
