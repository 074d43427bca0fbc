// @ts-check
/**
 * A learner needs a person. Told: {"contact": {"name", "how"}, "protocol": html, "unfilled": words, "longest": characters, "learners": [{"id",
 * "name"}], "flags": null for everybody but the contact, else [{"id", "name", "reason", "by", "since", "fault"}]}
 */
const unsure = "It is not known whether that was done. Load this page again, or reach the contact.";

/** What is raised; made once, so that a page that is told anew keeps what is being typed. */
function flagForm(told, model, said) {
  const { contact, longest } = told;
  const [who, why] = [unique(), unique()];
  const learner = make("select", { class: "bim-select", id: who },
    make("option", { value: "" }, "Choose…"), ...told.learners.map((one) => make("option", { value: one.id }, one.name)));
  const reason = make("textarea", { class: "bim-area", id: why, rows: 2, maxlength: longest, dir: "auto", "aria-describedby": `${why}-hint` });
  async function tell() {
    const missing = !learner.value ? [learner, "Choose whom it is about."] : !reason.value.trim() ? [reason, "Say in a few words why."] : null;
    if (missing) {
      missing[0].focus();
      return say(said, missing[1]);
    }
    say(said, "");
    const answer = await ask(model, { learner: learner.value, reason: reason.value }, unsure);
    if (answer.fault) return say(said, answer.fault);
    learner.value = reason.value = "";
    say(said, `Done. ${contact.name} finds it here, and is not called. If it cannot wait, reach them now: ${contact.how}`);
    model.send({ type: "choose" });
  }
  return make("form", { class: "bim-flag-form", submit: (event) => { event.preventDefault(); tell(); } },
    make("label", { for: who }, "Who needs a person?"), learner,
    make("label", { for: why }, "Why, in a few words?"), reason,
    make("p", { class: "bim-hint", id: `${why}-hint` }, `Up to ${longest} characters. ${contact.name} alone reads it. It is in no grade, no export and no statistic.`),
    make("p", { class: "bim-buttons" }, make("button", { type: "submit", class: "bim-button" }, `Tell ${contact.name}`)));
}

function flagRow(flag, model, said) {
  if (flag.fault) return make("li", { class: "bim-waits" }, make("p", {}, flag.fault));
  const press = button("Seen to: delete it", async () => {
    const answer = await ask(model, { settle: flag.id }, unsure);
    if (answer.fault) return say(said, answer.fault);
    say(said, "Deleted. Nothing of it is kept here.");
    said.focus(); // the button is gone
    model.send({ type: "choose" });
  });
  press.append(make("span", { class: "bim-unseen" }, ` (${flag.name})`));
  return make("li", { class: "bim-waits" },
    make("p", {}, make("strong", {}, flag.name), make("span", { class: "bim-quiet" }, ` · ${flag.since} · from ${flag.by}`)),
    make("p", { dir: "auto" }, flag.reason), make("div", { class: "bim-buttons" }, press));
}

export default cohortPart("cohort_flags", (told, stage, model) => {
  const { contact, flags } = told;
  const said = (stage.bimSaid ??= make("p", { class: "bim-news", role: "status", tabindex: "-1" }));
  const form = (stage.bimForm ??= flagForm(told, model, said));
  const parts = (stage.bimParts ??= [make("div"), make("div", { class: "bim-text", html: told.protocol })]);
  const [list] = parts;
  const wasOpen = list.querySelector("details")?.open;
  list.replaceChildren(!flags ? make("p", { class: "bim-quiet" }, `Whether flags wait is seen by ${contact.name} alone.`)
    : !flags.length ? make("p", { class: "bim-score" }, "No flag waits for you.")
      : make("details", { open: wasOpen }, make("summary", {}, make("strong", {}, `${ofMany(flags.length, "flag waits", "flags wait")} for you`), " (open it when nobody looks over your shoulder)"),
        make("ul", { class: "bim-waiting" }, ...flags.map((flag) => flagRow(flag, model, said)))));
  if (stage.contains(form)) return;
  stage.replaceChildren(
    make("p", {}, "The contact is ", make("strong", {}, contact.name), ` (${contact.how}).`),
    list, form, said,
    make("details", { class: "bim-protocol", open: true }, make("summary", {}, "What happens then: your own protocol"),
      told.unfilled ? make("p", { class: "bim-notice" }, told.unfilled) : null, parts[1]));
});
