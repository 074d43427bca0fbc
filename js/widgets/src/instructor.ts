/** Every part of the instructor's page, by its kind: no learner's page carries them. */
import evaluation from "./cohort-evaluation";
import flags from "./cohort-flags";
import hours from "./cohort-hours";
import questions from "./cohort-questions";
import standing from "./cohort-standing";
import waiting from "./cohort-waiting";
import type { Bundle } from "./loader";

const bundle: Bundle = {
  cohort_evaluation: evaluation,
  cohort_flags: flags,
  cohort_hours: hours,
  cohort_questions: questions,
  cohort_standing: standing,
  cohort_waiting: waiting,
};

export default bundle;
