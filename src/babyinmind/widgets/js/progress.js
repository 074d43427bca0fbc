// @ts-check
/** The address of a page beside this one, in the same view. */
function pageBeside(place) {
  const [, start, path] = location.pathname.match(/^(.*?\/(?:tree|notebooks)\/)(.*)$/) ?? [];
  const folder = path?.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  return start ? `${start}${folder}${place}` : place;
}

/** The address of a file beside this page, as the browser itself opens it. */
function fileBeside(name) {
  const [, base, path] = location.pathname.match(/^(.*?\/)(?:doc\/|lab\/|)(?:tree|notebooks)\/(.*)$/) ?? [];
  const folder = path?.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  return base ? `${base}files/${folder}${encodeURIComponent(name)}` : name;
}

/** A bar for the eye; what it shows is said in words beside it. */
function meter(credited, provisional, whole) {
  const share = (minutes) => `${Math.min(100, (100 * minutes) / Math.max(whole, 1))}%`;
  const done = make("span", { class: "bim-meter-done" });
  const waits = make("span", { class: "bim-meter-waits" });
  done.style.width = share(credited);
  waits.style.width = share(provisional);
  return make("div", { class: "bim-meter", "aria-hidden": "true" }, done, waits);
}

const titled = (one) => (one.place ? make("a", { href: pageBeside(one.place) }, one.title) : one.title);
const quiet = (words) => make("p", { class: "bim-quiet" }, words);

const PARTS = {
  hours: (told) => [
    make("p", { class: "bim-hours" }, make("strong", {}, told.total), told.of),
    meter(told.credited, told.provisional, told.planned),
    told.waits ? make("p", { class: "bim-key" }, make("span", { class: "bim-key-waits", "aria-hidden": "true" }), told.waits) : null,
    make("h3", {}, "By module"),
    make("ul", { class: "bim-hours-list" }, ...told.modules.map((one) => make("li", { "data-bim-module": one.id },
      make("div", { class: "bim-hours-head" }, make("span", {}, `${one.number}. `, titled(one)), make("span", { class: "bim-quiet" }, one.minutes)),
      meter(one.credited, one.provisional, one.planned),
      quiet(one.words), one.areas ? quiet(one.areas) : null))),
    make("h3", {}, "Competency areas touched"),
    make("ul", { class: "bim-areas" }, ...told.areas.map((area) => make("li", area.touched ? { class: "bim-touched" } : {},
      make("span", { class: "bim-sign", "aria-hidden": "true" }, area.touched ? "✓" : "○"), area.words))),
    quiet("Hours belong to modules. Areas say what a module is about; they carry no hours."),
    make("details", {}, make("summary", {}, "How hours are counted"), make("p", {}, told.rule), make("p", {}, told.measured)),
  ],
  waiting: (told) => (told.mine.length + told.theirs.length ? [
    ...[["For you", told.mine], [told.who, told.theirs]].flatMap(([head, list]) => (list.length ? [make("h3", {}, head),
      make("ul", { class: "bim-waiting" }, ...list.map((one) => make("li", {}, titled(one), `: ${one.words}`)))] : [])),
  ] : [make("p", {}, "Nothing is waiting, neither for you nor for anybody else.")]),
  results: (told) => (told.modules.length ? told.modules.map((one) => make("section", { class: "bim-result-card" },
    make("h3", {}, titled(one)), make("p", {}, one.words),
    ...one.comments.map((comment) => make("blockquote", { class: "bim-comment", dir: "auto" }, comment)))) : [
    make("p", {}, "Nothing has come back yet. Results stand here, and on the module's own page, once you have handed in.")]),
  record: (told) => [make("p", {}, told.words), make("ul", {}, ...told.notes.map((note) => make("li", {}, note)))],
  kept: (told) => [
    make("ul", {}, ...told.kept.map((one) => make("li", {}, make("strong", {}, one.what), ` ${one.where}`))),
    make("h3", {}, "To see or delete all of it"), make("p", {}, told.how), make("pre", { class: "bim-command" }, told.command), make("p", {}, told.handed)],
};

export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const root = frame(model, el, "progress");
    const stage = make("div", { class: "bim-progress-stage" });
    root.append(item.prompt ? make("div", { class: "bim-text", html: item.prompt }) : "", stage);

    function draw() {
      const focused = stage.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      const open = stage.querySelector("details")?.open;
      stage.replaceChildren(...PARTS[item.part](model.get("told")).filter((each) => each != null));
      if (open) stage.querySelector("details").open = true;
      if (focused) stage.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    }
    const send = (message) => { try { model.send(message); } catch { /* no connection: what stands here is what was known */ } };
    const again = () => document.visibilityState === "visible" && send({ type: "refresh" });

    if (item.part === "record") {
      const said = make("p", { class: "bim-news", role: "status" });
      let asked = null;
      const press = button(model.get("told").button, () => {
        asked = unique();
        say(said, "Your PDF is being saved. This takes a few seconds.");
        send({ type: "lay_out", draft: asked });
      }, { class: "bim-button bim-main" });
      const laid = () => {
        const { file, words, failed, draft } = model.get("laid_out");
        if (draft !== asked) return;
        if (failed) say(said, failed);
        else said.replaceChildren(make("a", { href: fileBeside(file), target: "_blank", rel: "noopener" }, words));
      };
      root.append(make("p", { class: "bim-go-on" }, press), said);
      model.on("change:laid_out", laid);
      signal.addEventListener("abort", () => model.off("change:laid_out", laid));
    }
    draw();
    model.on("change:told", draw);
    document.addEventListener("visibilitychange", again);
    window.addEventListener("pageshow", again);
    again();
    signal.addEventListener("abort", () => {
      model.off("change:told", draw);
      document.removeEventListener("visibilitychange", again);
      window.removeEventListener("pageshow", again);
    });
  },
};
