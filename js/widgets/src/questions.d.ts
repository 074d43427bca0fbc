/** Every kind of question, by its name; made from the kinds' folders (see `questions.mjs`). */
declare module "virtual:questions" {
  const questions: Record<string, import("./widget").Widget>;
  export default questions;
}
