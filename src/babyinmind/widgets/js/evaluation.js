// @ts-check
/** The evaluation: nothing that is filled in leaves this window, or is kept in it, before it is sent. */
export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const named = (question, place) => `${place + 1}. ${question.text}`;
    const root = frame(model, el, "evaluation");
    const said = make("p", { class: "bim-news", role: "status" });
    const asked = item.questions.map((question, place) => (question.options.length ? choosing(question, place) : writing(question, place)));
    const form = make("form", { class: "bim-evaluation-form", id: unique(), hidden: true, submit: (event) => { event.preventDefault(); send(); } },
      ...asked.map((one) => one.node),
      make("p", { class: "bim-go-on" }, make("button", { type: "submit", class: "bim-button bim-main" }, "Send it without my name")));
    const opener = button("", () => unfold(form.hidden), { "aria-expanded": "false", "aria-controls": form.id });
    const offer = make("div", {}, make("div", { class: "bim-text", html: item.prompt }), make("p", { class: "bim-go-on" }, opener), form);
    root.append(make("h2", {}, "How was the course for you?"), offer, said);

    function choosing(question, place) {
      const name = unique();
      const radio = (value, words, checked) => make("label", { class: "bim-option bim-inline" },
        make("input", { type: "radio", name, value, checked }), make("span", {}, words));
      const node = make("fieldset", { class: "bim-group", "data-bim-question": question.id },
        make("legend", { class: "bim-prompt" }, named(question, place)),
        ...question.options.map((words, at) => radio(at, words, false)), radio("", "No answer", true));
      return { id: question.id, node, read: () => { const value = node.querySelector("input:checked")?.value; return value ? Number(value) : null; } };
    }

    function writing(question, place) {
      const id = unique();
      const area = make("textarea", { id, class: "bim-area", rows: 3, maxlength: item.longest, dir: "auto", "aria-describedby": `${id}-hint` });
      const node = make("div", { class: "bim-group", "data-bim-question": question.id },
        make("label", { class: "bim-prompt", for: id }, named(question, place)),
        make("p", { class: "bim-hint", id: `${id}-hint` }, `In your own words, up to ${item.longest} characters, or not at all. Please leave out names, and what could tell who you are.`), area);
      return { id: question.id, node, read: () => area.value.trim() || null };
    }

    function unfold(open) {
      form.hidden = !open;
      opener.setAttribute("aria-expanded", String(open));
      say(opener, open ? "Close it without sending" : "Open the form (8 questions, about 3 minutes)");
    }

    function send() {
      const answers = Object.fromEntries(asked.map((one) => [one.id, one.read()]).filter(([, value]) => value !== null));
      if (!Object.keys(answers).length) return say(said, "Nothing is answered yet. Answer at least one question, or leave the whole form out.");
      say(said, "It is being sent. This takes a few seconds.");
      try {
        model.send({ type: "send", answers });
      } catch {
        say(said, "The course is not answering just now, so nothing was sent. Try again in a moment.");
      }
    }

    function draw() {
      const told = model.get("told");
      root.hidden = !told;
      offer.hidden = told === "sent";
      if (told === "sent") {
        form.reset();
        say(said, "Thank you. Your evaluation was sent, without your name. No copy of it was kept here.");
      }
    }
    const receive = (message) => {
      if (message.type === "failed" || (message.type === "sent" && message.failed)) say(said, message.failed || message.message);
    };
    const again = () => {
      if (document.visibilityState !== "visible") return;
      try { model.send({ type: "refresh" }); } catch { /* no connection: what stands here is what was known */ }
    };
    unfold(false);
    draw();
    model.on("change:told", draw);
    model.on("msg:custom", receive);
    document.addEventListener("visibilitychange", again);
    window.addEventListener("pageshow", again);
    again();
    signal.addEventListener("abort", () => {
      model.off("change:told", draw);
      model.off("msg:custom", receive);
      document.removeEventListener("visibilitychange", again);
      window.removeEventListener("pageshow", again);
    });
  },
};
