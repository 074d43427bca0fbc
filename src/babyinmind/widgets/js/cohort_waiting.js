// @ts-check
/**
 * What waits to be read, oldest first. Told: {"days": int, "minutes": int each, "waiting": [{"learner", "name", "module",
 * "title", "cell", "reader", "since", "claimed" words or "", "days", "overdue", "link"}], "snippets": [{"title", "snippets": [{"title", "when", "text"}]}],
 * "snippets_fault": words}
 */
const daysWords = (one) => (one.days === 0 ? "since today" : `for ${ofMany(one.days, "day", "days")}`);

function copyButton(text) {
  const said = make("span", { class: "bim-quiet", role: "status" });
  const press = button("Copy", async () => {
    try {
      await navigator.clipboard.writeText(text);
      say(said, " Copied. Paste it into the comment in formgrader.");
    } catch {
      say(said, " It could not be copied. Select the words and copy them by hand.");
    }
  });
  return make("div", {}, press, said);
}

const snippetParts = (told) => make("div", { class: "bim-snippets" },
  make("h4", {}, "Words to begin with"),
  told.snippets_fault ? make("p", { class: "bim-notice" }, told.snippets_fault) : null,
  ...told.snippets.map((group) => make("details", {},
    make("summary", {}, group.title),
    ...group.snippets.map((one) => make("div", { class: "bim-snippet" },
      make("p", {}, make("strong", {}, one.title), make("span", { class: "bim-quiet" }, ` · ${one.when}`)),
      make("p", {}, one.text), copyButton(one.text))))));

function rubricParts(rubric) {
  if (!rubric) return null;
  return scrollBox("The rubric with its levels, a table that can be scrolled", make("table", { class: "bim-levels" },
    make("thead", {}, make("tr", {}, make("th", { scope: "col" }, "What is looked at"), ...rubric.levels.map((level) => make("th", { scope: "col", html: level })))),
    make("tbody", {}, ...rubric.lines.map((line) =>
      make("tr", {}, make("th", { scope: "row", html: line.name }), ...line.texts.map((text) => make("td", { html: text })))))));
}

function readingParts(reading, one, told) {
  return [
    make("p", { class: "bim-quiet" }, "What was asked"),
    make("div", { class: "bim-text", html: reading.prompt }),
    reading.about ? make("p", { class: "bim-quiet" }, `About: ${reading.about}`) : null,
    make("blockquote", { class: "bim-written", dir: "auto" }, reading.text || "(nothing was written)"),
    make("h4", {}, "How it is read"),
    make("div", { class: "bim-text", html: reading.notes }),
    rubricParts(reading.rubric),
    make("p", { class: "bim-quiet" }, "The levels are for your comment alone. They are no points, and stand in no record and no export."),
    snippetParts(told),
    make("p", {}, formgraderLink(one, "Write the comment in formgrader")),
  ].filter(Boolean);
}

const formgraderLink = (one, words) =>
  make("a", { class: "bim-button", href: onServer(one.link), target: "_blank", rel: "noopener" }, words,
    make("span", { class: "bim-unseen" }, ` for ${one.name}, ${one.title} (in a tab of its own)`));

/** One reflection's place: it opens under its row, asking the kernel for what was written. */
function waitingRow(one, told, model, open) {
  const key = `${one.learner} ${one.module} ${one.cell}`;
  const pane = make("div", { class: "bim-reading", hidden: true });
  async function show() {
    open.add(key);
    press.setAttribute("aria-expanded", "true");
    pane.hidden = false;
    pane.replaceChildren(make("p", { role: "status" }, "Opening…"));
    const reading = await ask(model, { learner: one.learner, module: one.module, cell: one.cell },
      "It did not open. Look at it in formgrader, or load this page again.");
    pane.replaceChildren(...(reading.fault ? [make("p", { class: "bim-notice", role: "alert" }, reading.fault)] : readingParts(reading, one, told)));
  }
  function hide() {
    open.delete(key);
    press.setAttribute("aria-expanded", "false");
    pane.hidden = true;
    pane.replaceChildren();
  }
  const press = button("Read here", () => (pane.hidden ? show() : hide()), { "aria-expanded": "false" });
  press.append(make("span", { class: "bim-unseen" }, `: ${one.name}, ${one.title}`));
  if (open.has(key)) show();
  return make("li", { class: one.overdue ? "bim-waits bim-overdue" : "bim-waits" },
    make("p", {}, make("strong", {}, one.name), ` · ${one.title}`),
    make("p", { class: "bim-quiet" }, one.overdue ? make("strong", { class: "bim-late" }, `Overdue, ${daysWords(one)}`) : `Waits ${daysWords(one)}`,
      ` · handed in on ${one.since}${one.claimed ? ` (the learner’s own side says ${one.claimed})` : ""} · ${one.reader ? `read by ${one.reader}` : "no reader named"}`),
    make("div", { class: "bim-buttons" }, press, formgraderLink(one, "Open in formgrader")),
    pane);
}

export default cohortPart("cohort_waiting", (told, stage, model) => {
  const { waiting } = told;
  const open = (stage.bimOpen ??= new Set());
  if (!waiting.length) {
    stage.replaceChildren(make("p", { class: "bim-score" }, "✓ Nothing waits to be read."));
    return;
  }
  const groups = new Map();
  for (const one of waiting) groups.set(one.reader, [...(groups.get(one.reader) ?? []), one]);
  const most = Math.max(...[...groups.values()].map((some) => some.length));
  const late = (some) => some.filter((one) => one.overdue).length;
  const list = make("ol", { class: "bim-waiting" });
  const more = make("div", { class: "bim-more" });
  stage.replaceChildren(
    make("p", { class: "bim-score" }, `${ofMany(waiting.length, "reflection waits", "reflections wait")} to be read, about ${ofMany(waiting.length * told.minutes, "minute", "minutes")} together.`,
      late(waiting) ? ` ${ofMany(late(waiting), "is", "are")} overdue: the course promised ${ofMany(told.days, "day", "days")}.` : ""),
    make("ul", { class: "bim-readers" }, ...[...groups].map(([reader, some]) => {
      const words = `${ofMany(some.length, "reflection", "reflections")}, about ${ofMany(some.length * told.minutes, "minute", "minutes")}${late(some) ? `, ${late(some)} overdue` : ""}`;
      return make("li", {}, make("span", {}, reader || "No reader named"),
        stackedBar([["to-read", late(some)], ["handed-in", some.length - late(some)]], most, words), make("span", { class: "bim-quiet" }, words));
    })),
    list, more);
  rowsOf(waiting, (one) => waitingRow(one, told, model, open), list, more);
});
