/** A learner needs a person. */
import { button, make, say } from "@babyinmind/shared/dom";
import { counted } from "@babyinmind/shared/words";
import { unique } from "@babyinmind/shared/window-state";
import { ask, cohortPart, faultOf, type CohortModel } from "./cohort";
import { sendIfConnected } from "./widget";

interface Flag {
  id: string;
  name: string;
  reason: string;
  by: string;
  since: string;
  fault: string;
}

interface Told {
  contact: { name: string; how: string };
  /** HTML. */
  protocol: string;
  unfilled: string;
  /** In characters. */
  longest: number;
  learners: { id: string; name: string }[];
  /** null for everybody but the contact. */
  flags: Flag[] | null;
}

const UNSURE = "It is not known whether that was done. Load this page again, or reach the contact.";

/** What is raised; made once, so that a page that is told anew keeps what is being typed. */
function flagForm(told: Told, model: CohortModel<Told>, said: HTMLElement): HTMLElement {
  const { contact, longest } = told;
  const [who, why] = [unique(), unique()];
  const learner = make("select", { class: "bim-select", id: who },
    make("option", { value: "" }, "Choose…"), ...told.learners.map((one) => make("option", { value: one.id }, one.name)));
  const reason = make("textarea", { class: "bim-area", id: why, rows: 2, maxlength: longest, dir: "auto", "aria-describedby": `${why}-hint` });
  const lacks = (field: HTMLElement, words: string): void => {
    field.focus();
    say(said, words);
  };
  async function raise(): Promise<void> {
    if (!learner.value) return lacks(learner, "Choose whom it is about.");
    if (!reason.value.trim()) return lacks(reason, "Say in a few words why.");
    say(said, "");
    const fault = faultOf(await ask<object>(model, { learner: learner.value, reason: reason.value }, UNSURE));
    if (fault) return say(said, fault);
    learner.value = reason.value = "";
    say(said, `Done. ${contact.name} finds it here, and is not called. If it cannot wait, reach them now: ${contact.how}`);
    sendIfConnected(model, { type: "choose" });
  }
  return make("form", { class: "bim-flag-form", submit: (event) => { event.preventDefault(); void raise(); } },
    make("label", { for: who }, "Who needs a person?"), learner,
    make("label", { for: why }, "Why, in a few words?"), reason,
    make("p", { class: "bim-hint", id: `${why}-hint` }, `Up to ${longest} characters. ${contact.name} alone reads it. It is in no grade, no export and no statistic.`),
    make("p", { class: "bim-buttons" }, make("button", { type: "submit", class: "bim-button" }, `Tell ${contact.name}`)));
}

function flagRow(flag: Flag, model: CohortModel<Told>, said: HTMLElement): Node {
  if (flag.fault) return make("li", { class: "bim-waits" }, make("p", {}, flag.fault));
  const settle = async (): Promise<void> => {
    const fault = faultOf(await ask<object>(model, { settle: flag.id }, UNSURE));
    if (fault) return say(said, fault);
    say(said, "Deleted. Nothing of it is kept here.");
    said.focus(); // the button is gone
    sendIfConnected(model, { type: "choose" });
  };
  const press = button("Seen to: delete it", () => void settle());
  press.append(make("span", { class: "bim-unseen" }, ` (${flag.name})`));
  return make("li", { class: "bim-waits" },
    make("p", {}, make("strong", {}, flag.name), make("span", { class: "bim-quiet" }, ` · ${flag.since} · from ${flag.by}`)),
    make("p", { dir: "auto" }, flag.reason), make("div", { class: "bim-buttons" }, press));
}

export default cohortPart<Told>("cohort_flags", (stage, model) => {
  const said = make("p", { class: "bim-news", role: "status", tabindex: "-1" });
  const list = make("div");
  let form: HTMLElement | null = null;

  const flagList = (flags: Flag[], isOpen: boolean): Node => make("details", { open: isOpen },
    make("summary", {}, make("strong", {}, `${counted(flags.length, "flag waits", "flags wait")} for you`), " (open it when nobody looks over your shoulder)"),
    make("ul", { class: "bim-waiting" }, ...flags.map((flag) => flagRow(flag, model, said))));

  return (told) => {
    const { contact, flags } = told;
    const wasOpen = list.querySelector("details")?.open ?? false;
    list.replaceChildren(!flags ? make("p", { class: "bim-quiet" }, `Whether flags wait is seen by ${contact.name} alone.`)
      : flags.length ? flagList(flags, wasOpen) : make("p", { class: "bim-score" }, "No flag waits for you."));
    form ??= flagForm(told, model, said);
    if (stage.contains(form)) return;
    stage.replaceChildren(
      make("p", {}, "The contact is ", make("strong", {}, contact.name), ` (${contact.how}).`),
      list, form, said,
      make("details", { class: "bim-protocol", open: true }, make("summary", {}, "What happens then: your own protocol"),
        told.unfilled ? make("p", { class: "bim-notice" }, told.unfilled) : null, make("div", { class: "bim-text", html: told.protocol })));
  };
});
