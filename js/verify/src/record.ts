// What a record says, in its own names.

import type { Json } from "./json";

export interface RecordModule {
  id: string;
  title: string;
  minutes: number;
  /** YYYY-MM-DD, as all days here. */
  completed: string;
  areas: string[];
}

export interface LearningRecord {
  number: string;
  issued: string;
  course: string;
  learner: string;
  sponsor: string;
  cohort: string;
  delivery: string;
  from: string;
  to: string;
  assessed: string;
  instructors: string[];
  not_credit: string[];
  minutes: number;
  modules: RecordModule[];
}

type Members = { [name: string]: Json };

const TEXTS = ["number", "issued", "course", "learner", "sponsor", "cohort", "delivery", "from", "to", "assessed"];

/** The same value as a record, where it is a whole one of a version that is known here; else null. */
export function asRecord(told: Json | undefined): LearningRecord | null {
  if (!isMembers(told) || told["format"] !== "babyinmind-record" || told["version"] !== 1) return null;
  const modules = told["modules"];
  const isWhole =
    TEXTS.every((name) => typeof told[name] === "string") &&
    areTexts(told["instructors"]) &&
    areTexts(told["not_credit"]) &&
    Array.isArray(modules) &&
    modules.every(isModule) &&
    told["minutes"] === (modules as unknown as RecordModule[]).reduce((sum, each) => sum + each.minutes, 0);
  return isWhole ? (told as unknown as LearningRecord) : null;
}

export function isMembers(value: Json | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isModule(each: Json): boolean {
  return (
    isMembers(each) &&
    ["id", "title", "completed"].every((name) => typeof each[name] === "string") &&
    typeof each["minutes"] === "number" &&
    areTexts(each["areas"])
  );
}

function areTexts(value: Json | undefined): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === "string");
}
