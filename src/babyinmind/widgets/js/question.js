// @ts-check
/**
 * The flow that the five kinds of question share.
 * @typedef {{node: HTMLElement, show: (value: any) => void, read: () => any, words: (value: any) => string,
 *   name: (id: string | null) => string}} Part
 * `read` gives undefined while there is nothing that can be saved.
 */

const CONFIDENCES = { sure: "Sure", unsure: "Unsure", guessing: "Guessing" };

const isBlank = (value) =>
  value == null || value === "" || (typeof value === "object" && Object.keys(value).length === 0);

/** A group whose name is the prompt. */
function group(item, hint, ...children) {
  const id = unique();
  return make("fieldset", { class: "bim-group", "aria-describedby": id },
    make("legend", { class: "bim-prompt", html: item.prompt }),
    make("p", { class: "bim-hint", id }, hint), ...children);
}

/** How sure one is: asked beside an answer, never scored. */
function confidenceGroup(changed) {
  const name = unique();
  const radios = Object.entries(CONFIDENCES).map(([value, words]) => {
    const radio = make("input", { type: "radio", name, value, change: changed });
    return { radio, label: make("label", { class: "bim-option bim-inline" }, radio, make("span", {}, words)) };
  });
  return {
    node: make("fieldset", { class: "bim-confidence" },
      make("legend", {}, "How sure are you? ", make("span", { class: "bim-quiet" }, "Never scored.")),
      ...radios.map(({ label }) => label)),
    read: () => radios.find(({ radio }) => radio.checked)?.radio.value ?? null,
    show: (value) => radios.forEach(({ radio }) => { radio.checked = radio.value === value; }),
  };
}

function remarkLine(remark, name) {
  const marks = { true: ["✓", "Right", "right"], false: ["✗", "Not right", "wrong"], null: ["•", "", "plain"] };
  const [sign, words, kind] = marks[String(remark.right)];
  return make("li", { class: `bim-remark bim-${kind}` },
    make("span", { class: "bim-sign", "aria-hidden": "true" }, sign),
    make("div", {},
      words || name ? make("p", { class: "bim-remark-head" }, make("strong", {}, words), words && name ? ": " : "", name) : null,
      remark.html ? make("div", { html: remark.html }) : null));
}

/** What a practice answer is told. */
function remarksBox(part, told) {
  const partly = told.remarks.length > 0 && told.remarks.every((remark) => remark.right);
  const head = told.right ? "That is right." : partly ? "Right so far, and something is still missing." : "Not yet. Try again as often as you like.";
  const isWhole = told.remarks.length === 1 && (told.right || !told.remarks[0].right);
  return [
    make("p", { class: `bim-verdict bim-${told.right ? "right" : "wrong"}` },
      make("span", { "aria-hidden": "true", class: "bim-sign" }, told.right ? "✓" : "→"), head),
    make("ul", { class: "bim-remarks" },
      ...told.remarks.map((remark) =>
        remarkLine(isWhole ? { ...remark, right: null } : remark, part.name(remark.about)))),
  ];
}

/** What only an author of a source notebook sees. */
function authorsBox(preview) {
  return make("details", { class: "bim-author", open: true },
    make("summary", {}, `Only authors see this: the key (${preview.points})`),
    make("ul", {}, ...preview.key.map((html) => make("li", { html }))),
    make("ul", { class: "bim-remarks" }, ...preview.feedback.map((remark) => remarkLine(remark, remark.name))));
}

/** @param {(item: any, changed: (pause?: number) => void) => Part} build */
function question(build) {
  return {
    render({ model, el, signal }) {
      const item = model.get("item");
      const root = frame(model, el, "question");
      /** @type {any} */ let confidence = null;
      const remarks = make("div", { class: "bim-told", "aria-live": "polite" });
      const tell = (told) => remarks.replaceChildren(...(told ? remarksBox(part, told) : []));
      const changed = (pause = 0) => {
        const value = part.read();
        if (value === undefined) return;
        tell(null);
        if (item.practice) saver.hold(value);
        else saver.edit(value, confidence?.read() ?? null, { pause });
      };
      if (item.confidence) confidence = confidenceGroup(() => changed());
      const part = build(item, changed);
      const saver = new Saver(model, root, {
        show: (value, sure) => {
          part.show(value);
          confidence?.show(sure);
        },
        words: (value) => (isBlank(value) ? "" : part.words(value)),
        answered: (value) => !isBlank(value),
      });
      saver.about = { graded: !item.practice };
      const mark = item.practice ? null : questionMark(model);
      const check = () => {
        const value = part.read();
        if (value === undefined) return;
        if (isBlank(value)) return say(remarks, "Answer first, then check.");
        saver.edit(value, null, { type: "check" });
      };
      root.append(
        make("p", { class: "bim-kind" }, item.practice ? "Practice, not graded" : "Question"),
        part.node,
        ...(confidence ? [confidence.node] : []),
        make("div", { class: "bim-foot" },
          item.practice ? button("Check", check, { class: "bim-button bim-main" }) : null, saver.status),
        remarks, mark?.node ?? "", saver.asides);
      if (model.get("preview")) root.append(authorsBox(model.get("preview")));
      const onMessage = (message) => message.type === "remarks" && message.draft.startsWith(PAGE.window) && tell(message);
      model.on("msg:custom", onMessage);
      void saver.start().then(() => saver.draft && tell(null));
      tell(saver.draft ? null : model.get("remarks"));
      signal.addEventListener("abort", () => {
        model.off("msg:custom", onMessage);
        mark?.stop();
        saver.stop();
      });
    },
  };
}
