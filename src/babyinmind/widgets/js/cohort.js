// @ts-check
/** What the parts of the instructor's page share. */
const FIRST_ROWS = 100;
const ANSWERS_WITHIN = 20000; // milliseconds

/** An address on the server that this page comes from. */
function onServer(path) {
  try {
    const { baseUrl } = JSON.parse(document.getElementById("jupyter-config-data")?.textContent ?? "{}");
    return `${baseUrl ?? "/"}${path}`;
  } catch {
    return `/${path}`;
  }
}

const ofMany = (count, one, many) => `${count} ${count === 1 ? one : many}`;

/** Rows of a list or table: the first hundred, and the others when they are asked for. `draw` makes one. */
function rowsOf(all, draw, host, more) {
  let shown = 0;
  const next = button("", () => {
    const first = add();
    first?.querySelector("a, button, th")?.setAttribute("tabindex", "0");
    first?.querySelector("a, button, th")?.focus();
  });
  function add() {
    const fresh = all.slice(shown, shown + FIRST_ROWS).map(draw);
    shown += fresh.length;
    host.append(...fresh);
    next.textContent = `Show more (${all.length - shown} left)`;
    next.hidden = shown >= all.length;
    return fresh[0];
  }
  more.replaceChildren(next);
  host.replaceChildren();
  add();
}

/** A part that is drawn from what it is told; `renews`: it asks anew whenever somebody comes back to the page. */
function cohortPart(name, draw, renews = true) {
  return {
    render({ model, el, signal }) {
      const root = frame(model, el, name);
      const prompt = model.get("item").prompt;
      const stage = make("div");
      root.classList.add("bim-cohort");
      root.append(prompt ? make("div", { class: "bim-text", html: prompt }) : "", stage);
      const tell = () => {
        const told = model.get("told");
        if (told.fault) stage.replaceChildren(make("div", { class: "bim-faults bim-notice", role: "alert" }, ...told.fault.split("\n").map((line) => make("p", {}, line))));
        else draw(told, stage, model, signal);
      };
      const again = () => {
        if (document.visibilityState !== "visible") return;
        try { model.send({ type: "refresh" }); } catch { /* no connection: what stands here is what was known */ }
      };
      tell();
      model.on("change:told", tell);
      // This page may have been run long ago, and the gradebook written to since.
      again();
      if (renews) document.addEventListener("visibilitychange", again);
      signal.addEventListener("abort", () => {
        model.off("change:told", tell);
        document.removeEventListener("visibilitychange", again);
      });
    },
  };
}

/** Ask the kernel; gives what it answers, or {"fault": words}, which are `late` where it does not answer. */
function ask(model, what, late) {
  const token = unique();
  return new Promise((done) => {
    const finish = (told) => {
      clearTimeout(timer);
      model.off("msg:custom", heard);
      done(told);
    };
    const heard = (message) => {
      if (message.type === "answered" && message.token === token) finish(message);
    };
    const timer = setTimeout(() => finish({ fault: late }), ANSWERS_WITHIN);
    model.on("msg:custom", heard);
    try { model.send({ type: "ask", token, ...what }); } catch { finish({ fault: "There is no connection." }); }
  });
}

/** A box that a wide table scrolls in by itself, by keyboard too. */
const scrollBox = (label, ...children) =>
  make("div", { class: "bim-scroll", role: "region", tabindex: "0", "aria-label": label }, ...children);

/** One bar of parts. `parts` are [class, count, words]; the words say the same as the picture. */
function stackedBar(parts, total, words) {
  const bar = make("span", { class: "bim-stack", role: "img", "aria-label": words, title: words });
  for (const [kind, count] of parts) {
    if (count) bar.append(make("span", { class: `bim-part-${kind}`, style: `width: ${(100 * count) / (total || 1)}%` }));
  }
  return bar;
}
