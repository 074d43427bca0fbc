// @ts-check
/**
 * @typedef {{id: string, text: number, consequence: number, to: string}} Decision
 * @typedef {{text: number, lesson: number | null, decisions: Decision[]}} Scene
 */

/** The way through the case as far as it can be followed: a mended case may have lost a scene. */
function followed(told, path) {
  const steps = [];
  let scene = told.start;
  for (const [name, chosen] of path) {
    const decision = name === scene ? told.scenes[scene].decisions.find((one) => one.id === chosen) : undefined;
    if (!decision) break;
    steps.push({ scene, decision });
    scene = decision.to;
  }
  return { steps, scene };
}

function versionSelect(item, changed) {
  const id = unique();
  const select = make("select", { id, class: "bim-select", change: () => changed(select.value) },
    ...item.versions.map((version) => make("option", { value: version.id }, version.name)));
  return { select, node: make("p", { class: "bim-told-for" }, make("label", { for: id }, "Told for: "), select) };
}

export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const root = frame(model, el, "vignette");
    const rich = (place) => make("div", { class: "bim-text", html: item.texts[place] });
    let version = item.version;
    /** @type {[string, string][]} */ let path = [];
    const stage = make("div", { class: "bim-stage" });
    const versions = item.versions.length > 1 ? versionSelect(item, (chosen) => go(chosen, path, false)) : null;

    const saver = new Saver(model, root, {
      show: (value) => {
        version = item.told[value?.version] ? value.version : item.version;
        path = value?.path ?? [];
        draw();
      },
      words: (value) => followed(item.told[value.version] ?? item.told.default, value.path).steps
        .map(({ decision }) => make("div", { html: item.texts[decision.text] }).textContent).join(" → "),
      answered: (value) => Boolean(value?.path?.length),
    });
    saver.about = { graded: false };

    /** @param {string} toldFor @param {[string, string][]} way @param {boolean} moveFocus */
    function go(toldFor, way, moveFocus) {
      version = toldFor;
      path = followed(item.told[version], way).steps.map(({ scene, decision }) => [scene, decision.id]);
      draw();
      saver.edit({ version, path }, null);
      if (moveFocus) stage.querySelector("h4").focus();
    }

    const trail = (steps) => make("details", { class: "bim-trail" },
      make("summary", {}, `What you chose so far (${steps.length})`),
      make("ol", {}, ...steps.map(({ decision }) => make("li", { html: item.texts[decision.text] }))));

    const decisionList = (scene, decisions) => make("ul", { class: "bim-decisions" },
      ...decisions.map((decision) => make("li", {},
        make("button", { type: "button", class: "bim-decision", html: item.texts[decision.text],
          click: () => go(version, [...path, [scene, decision.id]], true) }))));

    function draw() {
      const told = item.told[version];
      const { steps, scene } = followed(told, path);
      const now = told.scenes[scene];
      const last = steps.at(-1)?.decision;
      const isEnd = now.decisions.length === 0;
      if (versions) versions.select.value = version;
      stage.replaceChildren(
        make("h4", { tabindex: "-1" }, isEnd ? "How it ends" : `Step ${steps.length + 1}`),
        ...(last ? [make("div", { class: "bim-happened" },
          make("p", { class: "bim-quiet" }, "You chose:"), rich(last.text), make("p", { class: "bim-quiet" }, "What happens:"), rich(last.consequence))] : []),
        rich(now.text),
        ...(isEnd && now.lesson !== null ? [make("div", { class: "bim-lesson" }, make("p", {}, make("strong", {}, "What this case shows")), rich(now.lesson))] : []),
        ...(isEnd ? [] : [make("p", { class: "bim-ask" }, "What do you do?"), decisionList(scene, now.decisions)]),
        ...(steps.length ? [
          make("p", { class: "bim-back" },
            button("Go back one step", () => go(version, path.slice(0, -1), true)), " ",
            button("Start again", () => go(version, [], true))),
          trail(steps)] : []));
    }

    root.append(
      make("p", { class: "bim-kind" }, "A case with decisions"),
      make("h3", { class: "bim-title", html: item.title }),
      ...(versions ? [versions.node] : []),
      make("p", { class: "bim-hint" }, "What you choose is kept for you, never scored."),
      stage, make("div", { class: "bim-foot" }, saver.status), saver.asides);
    draw();
    saver.start();
    signal.addEventListener("abort", () => saver.stop());
  },
};
