/** Every widget of the learners' pages, by the kind of its item. */
import questions from "virtual:questions";
import evaluation from "./evaluation";
import figure from "./figure";
import handIn from "./hand-in";
import type { Bundle } from "./loader";
import moduleHeader from "./module-header";
import modules from "./modules";
import progress from "./progress";
import reflection from "./reflection";
import roles from "./roles";
import support from "./support";
import vignette from "./vignette";

const bundle: Bundle = {
  ...questions,
  evaluation,
  figure,
  hand_in: handIn,
  module: moduleHeader,
  modules,
  progress,
  reflection,
  roles,
  support,
  vignette,
};

export default bundle;
