// @ts-check
const countWords = (written) => (written.trim() ? written.trim().split(/\s+/).length : 0);

function lengthWords(written, words) {
  const count = countWords(written);
  const counted = `${count} ${count === 1 ? "word" : "words"}`;
  if (!words) return counted;
  const [least, most] = words;
  if (count > 0 && count < least) return `${counted}. ${least} to ${most} are suggested; fewer is fine too.`;
  if (count > most) return `${counted}. ${least} to ${most} are suggested; more is fine too.`;
  return `${counted}. ${least} to ${most} are suggested.`;
}

/** Who reads it, and what does not belong in it. */
const sharedLines = (reader, support) => make("ul", { class: "bim-lines" },
  make("li", {}, reader),
  make("li", {}, "This is not for emergencies or for making a report.", support ? make("div", { html: support }) : null),
  make("li", {}, "No names, dates, places or case numbers, please."));

const privateLines = (canKeep) => make("ul", { class: "bim-lines" },
  make("li", {}, "This is for you alone. It is never handed in."),
  make("li", {}, canKeep
    ? "If you keep it, it stays on this computer, and whoever runs or shares this computer could open it."
    : "It is not kept anywhere: it is gone once this page closes."),
  make("li", {}, "Paper is fine, too."));

/** What to write about. */
function aboutGroup(item, changed) {
  const name = unique();
  const radios = item.about.map(({ id }, index) => make("input", { type: "radio", name, value: id, checked: index === 0, change: changed }));
  return {
    node: make("fieldset", { class: "bim-about" }, make("legend", {}, "I write about"),
      ...item.about.map((about, index) => make("label", { class: "bim-option" }, radios[index], make("span", { html: about.html })))),
    read: () => radios.find((radio) => radio.checked)?.value ?? item.about[0].id,
    show: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
  };
}

/** Whether a private text is kept at all. */
function keepBox(changed) {
  const told = make("p", { class: "bim-hint", role: "status" });
  const box = make("input", { type: "checkbox", checked: true, change: () => { tell(); changed(box.checked); } });
  const tell = () => say(told, box.checked ? "" : "Nothing is kept: what stands here is gone once this page closes or is loaded again.");
  return { box, tell, node: make("div", {}, make("label", { class: "bim-option" }, box, make("span", {}, "Keep what I write on this computer")), told) };
}

export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const root = frame(model, el, "reflection");
    const canKeep = model.get("store") !== "";
    const [field, prompt, count, lines] = [unique(), unique(), unique(), unique()];
    const area = make("textarea", { id: field, rows: "8", "aria-describedby": `${prompt} ${lines} ${count}`, class: "bim-area" });
    const counter = make("p", { class: "bim-hint", id: count, "aria-live": "polite" });
    const printed = make("div", { class: "bim-printed", "aria-hidden": "true" }); // paper cannot scroll
    const counted = () => say(counter, lengthWords(area.value, item.words));
    const about = item.about.length ? aboutGroup(item, () => changed(0)) : null;
    const value = () => (item.private ? { text: area.value } : { about: about?.read() ?? null, text: area.value });
    const changed = (pause) => {
      if (canKeep) saver.edit(value(), null, { pause });
    };
    const saver = new Saver(model, root, {
      show: (shown) => {
        area.value = shown?.text ?? "";
        if (about) about.show(shown?.about ?? item.about[0].id);
        grow();
        counted();
      },
      words: (shown) => shown?.text ?? "",
      answered: (shown) => Boolean(shown?.text?.trim()),
      place: item.private ? " on this computer only" : "",
    });
    saver.about = { graded: !item.private, private: item.private };
    const keep = item.private && canKeep ? keepBox((kept) => keepChanged(kept)) : null;

    /** Not to be kept: neither as a file, nor as a draft, nor on its way there. */
    function keepChanged(kept) {
      saver.notKept = !kept;
      if (kept) {
        PAGE.unkept.delete(saver.prefix);
        return changed(0);
      }
      PAGE.unkept.set(saver.prefix, area.value);
      saver.settle();
      saver.forget();
      for (const [key] of drafts.found(saver.prefix)) drafts.erase(key);
      saver.asides.replaceChildren();
      saver.eraseAll();
    }

    const grow = () => {
      say(printed, area.value);
      area.style.height = "auto";
      if (area.scrollHeight) area.style.height = `${area.scrollHeight + 4}px`;
    };
    let soon = 0;
    area.addEventListener("input", () => {
      clearTimeout(soon);
      soon = setTimeout(counted, 1000);
      grow();
      changed(PAUSE);
    });

    root.append(
      make("p", { class: "bim-kind" }, item.private ? "Private reflection" : "Reflection"),
      make("label", { for: field, class: "bim-title" }, item.title),
      make("div", { id: prompt, class: "bim-text", html: item.prompt }),
      make("div", { id: lines }, item.private ? privateLines(canKeep) : sharedLines(model.get("reader"), model.get("support"))),
      ...(keep ? [keep.node] : []), ...(about ? [about.node] : []),
      area, printed, counter, make("div", { class: "bim-foot" }, saver.status), saver.asides);
    if (keep) keepPrivate(saver);
    saver.start();
    if (keep && PAGE.unkept.has(saver.prefix)) {
      keep.box.checked = false;
      keep.tell();
      saver.notKept = true;
      area.value = PAGE.unkept.get(saver.prefix);
    }
    counted();
    requestAnimationFrame(grow);
    signal.addEventListener("abort", () => {
      clearTimeout(soon);
      saver.stop();
    });
  },
};

/** Teach a saver to keep nothing when that was chosen: the text then lives in the page alone. */
function keepPrivate(saver) {
  const edit = saver.edit.bind(saver);
  const receive = saver.receive.bind(saver);
  saver.notKept = false;
  saver.edit = (value, confidence, how) => {
    if (!saver.notKept) return edit(value, confidence, how);
    PAGE.unkept.set(saver.prefix, value.text);
  };
  saver.eraseAll = () => {
    saver.erasing = unique();
    saver.say("");
    say(saver.status, "Erasing what was kept…");
    saver.post({ type: "erase", draft: saver.erasing });
    clearTimeout(saver.clock);
    saver.clock = setTimeout(() => saver.eraseAll(), RETRY);
  };
  saver.receive = (message) => {
    if (message.draft !== saver.erasing || !saver.erasing) return saver.notKept ? undefined : receive(message);
    clearTimeout(saver.clock);
    if (message.type !== "erased") {
      say(saver.status, `Not erased yet. ${message.message ?? ""}`);
      saver.clock = setTimeout(() => saver.eraseAll(), RETRY);
      return;
    }
    saver.current = null;
    saver.erasing = undefined;
    say(saver.status, "Nothing of this is kept.");
  };
  const adopt = saver.adopt.bind(saver);
  saver.adopt = (key, draft) => {
    if (!saver.notKept) adopt(key, draft);
  };
  const answerChanged = saver.answerChanged.bind(saver);
  saver.answerChanged = () => {
    if (!saver.notKept) answerChanged();
  };
}
