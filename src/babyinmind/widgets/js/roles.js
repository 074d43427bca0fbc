// @ts-check
export default {
  render({ model, el, signal }) {
    const item = model.get("item");
    const root = frame(model, el, "roles");
    const hint = unique();
    const boxes = item.roles.map((role) => make("input", { type: "checkbox", value: role.id, change: () => changed() }));
    const chosen = () => item.roles.filter((_, place) => boxes[place].checked);
    const told = make("p", { class: "bim-hint bim-told-as", role: "status" });

    function tell() {
      const versions = [...new Set(chosen().map((role) => role.told).filter(Boolean))];
      say(told, versions.length ? `Cases are told for: ${versions.join(" · ")}. Each case can be read for another role too.`
        : chosen().length ? "Cases are told in their general version. Each can be read for another role too."
          : "Nothing chosen: cases are told in their general version.");
    }
    const changed = () => {
      tell();
      saver.edit(chosen().map((role) => role.id), null, { pause: PAUSE });
    };
    const saver = new Saver(model, root, {
      show: (value) => {
        boxes.forEach((box) => { box.checked = Array.isArray(value) && value.includes(box.value); });
        tell();
      },
      words: (value) => item.roles.filter((role) => value.includes(role.id)).map((role) => role.name).join("; "),
      answered: (value) => Boolean(value?.length),
    });
    saver.about = { graded: false };
    root.append(
      make("fieldset", { class: "bim-group", "aria-describedby": hint },
        make("legend", { class: "bim-prompt", html: item.prompt }),
        make("p", { class: "bim-hint", id: hint }, "Choose all that fit. You can change it at any time."),
        make("div", { class: "bim-columns" }, ...item.roles.map((role, place) =>
          make("label", { class: "bim-option" }, boxes[place], make("span", {}, role.name))))),
      told, make("div", { class: "bim-foot" }, saver.status), saver.asides);
    tell();
    saver.start();
    signal.addEventListener("abort", () => saver.stop());
  },
};
