// @ts-check
const LOOK_AFTER = 2500; // milliseconds; it takes a few seconds of the machine

/** The address of a page beside this one, in the same view: a real link, to open, keep or copy as any other. */
function addressBeside(place) {
  const [, start, path] = location.pathname.match(/^(.*?\/(?:tree|notebooks)\/)(.*)$/) ?? [];
  const folder = path?.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  return start ? `${start}${folder}${place}` : place;
}

const STATE_SIGNS = { new: "○", begun: "◐", "handed-in": "↑", returned: "↺", passed: "✓", unreadable: "!" };

const moduleCard = (one) => make("li", { class: `bim-card bim-is-${one.state}`, "data-bim-module": one.id },
  make("h3", {}, one.place ? make("a", { href: addressBeside(one.place) }, one.title) : one.title),
  make("p", { class: "bim-quiet" }, `Module ${one.number} · about ${one.minutes} minutes`),
  one.suggested ? make("p", { class: "bim-quiet" }, one.suggested) : "",
  make("p", { class: "bim-card-state" },
    make("span", { class: "bim-sign", "aria-hidden": "true" }, STATE_SIGNS[one.state] ?? ""), one.words));

export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const root = frame(model, el, "modules");
    const stage = make("div");
    const news = make("p", { class: "bim-news", role: "status" });

    function draw() {
      const { modules, go_on: goOn } = model.get("standing");
      const focused = stage.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
      const there = modules.filter((one) => one.state !== "unwritten");
      const coming = modules.filter((one) => one.state === "unwritten");
      stage.replaceChildren(
        ...(goOn ? [make("p", { class: "bim-go-on" },
          make("a", { class: "bim-button bim-main", href: addressBeside(goOn.place) }, `${goOn.words}: ${goOn.title}`))] : []),
        make("ul", { class: "bim-cards" }, ...there.map(moduleCard)),
        ...(coming.length ? [
          make("h3", { class: "bim-coming-head" }, "Still to come"),
          make("ul", { class: "bim-coming" }, ...coming.map((one) =>
            make("li", {}, `${one.number}. ${one.title} `,
              make("span", { class: "bim-quiet" }, [`· about ${one.minutes} minutes`, one.suggested].filter(Boolean).join(" · ")))))] : []));
      if (focused) stage.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
    }
    const tell = () => say(news, model.get("news"));
    const ask = (type) => { try { model.send({ type }); } catch { /* no connection: what stands here is what was known */ } };
    const again = () => document.visibilityState === "visible" && ask("refresh");

    root.append(item.prompt ? make("div", { class: "bim-text", html: item.prompt }) : "", stage,
      item.progress ? make("p", { class: "bim-to-progress" },
        make("a", { href: addressBeside(item.progress) }, "My progress: hours, what is waiting, results, and my record")) : "",
      news);
    draw();
    tell();
    model.on("change:standing", draw);
    model.on("change:news", tell);
    document.addEventListener("visibilitychange", again);
    window.addEventListener("pageshow", again);
    // This page may have been run long ago, and a module worked on since.
    again();
    const soon = model.get("looks") ? setTimeout(() => ask("look"), LOOK_AFTER) : 0;
    signal.addEventListener("abort", () => {
      clearTimeout(soon);
      model.off("change:standing", draw);
      model.off("change:news", tell);
      document.removeEventListener("visibilitychange", again);
      window.removeEventListener("pageshow", again);
    });
  },
};
