// @ts-check
const SAFE = "Nothing was lost: your answers are kept as they were. Please try again.";
const WAIT_SAVED = 10000;
const WAIT_RECEIPT = 120000;
const LOOK_AFTER = 2500;
const LOOK_AGAIN = 600000;

/** Send everything that is still on its way; how many answers of this page are not saved after a while. */
async function unsavedAfterFlush() {
  for (const saver of PAGE.savers) saver.flush();
  const until = Date.now() + WAIT_SAVED;
  const waiting = () => [...PAGE.savers].filter((saver) => saver.unsaved && saver.about?.graded).length;
  while (waiting() && Date.now() < until) await new Promise((done) => setTimeout(done, 100));
  return waiting();
}

/** A button that leads to a question on the page. */
const leadTo = (entry) => button(entry.title, () => {
  const place = document.querySelector(`[data-bim-item="${CSS.escape(entry.id)}"]`);
  place?.scrollIntoView({ block: "start" });
  place?.querySelector("input, select, textarea, button")?.focus({ preventScroll: true });
}, { class: "bim-link" });

const blankList = (blank) => make("ul", { class: "bim-blank" }, ...blank.map((entry) => make("li", {}, leadTo(entry))));

export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const root = frame(model, el, "hand-in");
    const count = make("p", { class: "bim-count", role: "status" });
    const blank = make("div");
    const stage = make("div", { class: "bim-confirmation" });
    const told = make("div", { role: "status" });
    const results = make("div");
    const news = make("p", { class: "bim-hint", role: "status" });
    const lookButton = button("Look for results", () => look(false));
    const leave = make("p", { class: "bim-leave" }, item.start ? make("a", { href: item.start }, "Go to all modules") : null);
    const looking = make("div", { class: "bim-foot" }, lookButton, news);
    const start = button("Hand in…", () => confirm(), { class: "bim-button bim-main" });
    /** @type {string | null} */ let asked = null;
    let patience = 0;
    /** @type {string | null} */ let looked = null;
    let soon = 0;
    let lookedAt = 0;

    function showResults() {
      const returned = model.get("results");
      const receipt = model.get("receipt");
      start.textContent = receipt ? "Hand in again…" : "Hand in…";
      // Once it is handed in or passed, handing in again is possible, and no longer what is to be done.
      start.classList.toggle("bim-main", !receipt || returned?.passed === false);
      looking.hidden = !model.get("looks") || !receipt;
      leave.hidden = !item.start || !receipt;
      results.replaceChildren(...(returned ? [resultsPart(returned, model.get("looks"))] : []));
      if (returned) toldResults().set(model.get("module"), returned);
      document.dispatchEvent(new CustomEvent(RESULTS_TOLD));
    }

    /** Fetch what an instructor has returned. @param {boolean} quietly by itself, so only what is new is said */
    function look(quietly) {
      if (looked !== null) return;
      looked = unique();
      lookedAt = Date.now();
      quiet = quietly;
      say(news, quietly ? "" : "Looking for results…");
      lookButton.setAttribute("aria-disabled", "true");
      try { model.send({ type: "look", draft: looked }); } catch { lookEnded("The course is not answering just now."); }
    }
    let quiet = false;

    function lookEnded(message) {
      looked = null;
      lookButton.removeAttribute("aria-disabled");
      say(news, quiet ? "" : message || "These are the newest results.");
    }

    function progress() {
      const { total, answered, blank: left } = model.get("progress");
      say(count, left.length ? `Answered ${answered} of ${total}. Still blank:` : `All ${total} answered.`);
      blank.replaceChildren(...(left.length ? [blankList(left)] : []));
    }

    function confirm() {
      const left = model.get("progress").blank;
      const heading = make("h4", { tabindex: "-1" }, "Hand in now?");
      told.replaceChildren();
      start.hidden = blank.hidden = count.hidden = true;
      stage.replaceChildren(make("div", { class: "bim-confirm-box" }, heading,
        left.length
          ? make("div", {}, make("p", {}, `${left.length} still blank. Blank answers earn no points:`), blankList(left))
          : make("p", {}, "Everything is answered."),
        make("p", {}, "It can be handed in again, as often as you like; the best counts. What you have answered stays here."),
        make("p", { class: "bim-quiet" }, "Where several answers could be ticked, a wrong tick counts against a right one."),
        make("p", { class: "bim-buttons" }, button("Hand in now", handIn, { class: "bim-button bim-main" }), " ", button("Not yet", cancel))));
      heading.focus();
    }

    function cancel() {
      stage.replaceChildren();
      start.hidden = blank.hidden = count.hidden = false;
      start.focus();
    }

    async function handIn() {
      stage.replaceChildren(make("p", { class: "bim-progress", tabindex: "-1" }, "Handing in… This can take a few seconds."));
      stage.firstElementChild.focus();
      const unsaved = await unsavedAfterFlush();
      if (unsaved) return failed(`${unsaved} of your answers on this page ${unsaved === 1 ? "is" : "are"} not saved yet, so it was not handed in.`);
      asked = unique();
      patience = setTimeout(() => failed("No receipt came. It may have been handed in all the same; handing in twice does no harm."), WAIT_RECEIPT);
      try { model.send({ type: "hand_in", draft: asked }); } catch { failed("The course is not answering just now."); }
    }

    function finish(node) {
      clearTimeout(patience);
      asked = null;
      stage.replaceChildren();
      start.hidden = blank.hidden = count.hidden = false;
      told.replaceChildren(node);
      node.focus();
    }

    const failed = (why) => finish(make("div", { class: "bim-failed", tabindex: "-1" },
      make("p", {}, make("strong", {}, "Not handed in. "), why), make("p", {}, SAFE)));

    const receiptNode = (receipt) => make("div", { class: "bim-receipt", tabindex: "-1" },
      make("p", {}, make("strong", {}, `Handed in: ${dayAndTime(receipt.at)}`)),
      make("ul", {}, ...receipt.lines.map((line) => make("li", {}, line))),
      make("p", {}, "It can be handed in again; the best counts."));

    const onMessage = (message) => {
      if (looked !== null && message.draft === looked) return lookEnded(message.message);
      if (asked === null || message.draft !== asked) return;
      if (message.type === "handed_in") finish(receiptNode(message.receipt));
      else if (message.type === "not_handed_in" || message.type === "failed") failed(message.message);
    };
    const onReceipt = () => asked === null && model.get("receipt") && told.replaceChildren(receiptNode(model.get("receipt")));

    root.append(
      make("h3", { class: "bim-title" }, "Hand in"),
      ...(item.prompt ? [make("div", { class: "bim-text", html: item.prompt })] : []),
      count, blank, start, stage, told, looking, results, leave);
    progress();
    onReceipt();
    showResults();
    // By itself, a while after the page has opened, and when one comes back to it: it takes a few seconds of the machine.
    const lookAgain = () => {
      const isDue = document.visibilityState === "visible" && Date.now() - lookedAt > LOOK_AGAIN;
      if (isDue && model.get("looks") && model.get("receipt")) look(true);
    };
    soon = setTimeout(lookAgain, LOOK_AFTER);
    document.addEventListener("visibilitychange", lookAgain);
    model.on("change:progress", progress);
    model.on("change:receipt", onReceipt);
    model.on("change:receipt", showResults);
    model.on("change:results", showResults);
    model.on("msg:custom", onMessage);
    signal.addEventListener("abort", () => {
      clearTimeout(patience);
      clearTimeout(soon);
      document.removeEventListener("visibilitychange", lookAgain);
      model.off("change:progress", progress);
      model.off("change:receipt", onReceipt);
      model.off("change:receipt", showResults);
      model.off("change:results", showResults);
      model.off("msg:custom", onMessage);
    });
  },
};
