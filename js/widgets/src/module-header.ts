/** The head of a module's page. */
import { make } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { frame, watch, widget } from "./widget";

/** Title, summary, content note and objectives are HTML. */
interface HeaderTraits {
  item: {
    id: string;
    title: string;
    minutes: number;
    summary: string;
    content_note: string;
    objectives: { id: string; html: string; areas: string[] }[];
  };
  /** What the learner must be told of their answers, line by line. */
  notice: string;
}

export default widget<Model<HeaderTraits>>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "module");
  const notice = make("div", { class: "bim-notice", role: "status" });
  const tell = (): void => {
    const lines = model.get("notice").split("\n").filter(Boolean);
    notice.replaceChildren(...lines.map((line) => make("p", {}, line)));
  };
  root.append(
    make("h1", { html: item.title }),
    make("p", { class: "bim-minutes" }, `About ${item.minutes} minutes. Stop at any time; your answers are kept.`),
    notice,
    make("div", { class: "bim-text bim-lead", html: item.summary }),
    make("h2", {}, "What you will be able to do"),
    make("ul", { class: "bim-objectives" }, ...item.objectives.map((objective) => make("li", {},
      make("div", { html: objective.html }),
      make("p", { class: "bim-areas" }, make("span", { class: "bim-unseen" }, "Competency areas: "), objective.areas.join(" · "))))),
    make("div", { class: "bim-note-box" }, make("h2", {}, "Before you begin"), make("div", { html: item.content_note })));
  tell();
  watch(model, "notice", tell, signal);
});
