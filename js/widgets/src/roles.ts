/** Choosing one's roles, by which the cases in the modules are told. */
import { make, say } from "@babyinmind/shared/dom";
import type { Model, SaveMessage, SaveReply, SavingTraits } from "@babyinmind/shared/model";
import { PAUSE, Saver } from "@babyinmind/shared/saver";
import { unique } from "@babyinmind/shared/window-state";
import { frame, widget } from "./widget";

/** `prompt` is HTML; `told` names the version that cases are told in for a role, "" for the general one. */
interface RolesItem {
  id: string;
  kind: string;
  prompt: string;
  roles: { id: string; name: string; told: string }[];
}

type RolesModel = Model<SavingTraits<string[], RolesItem>, SaveReply<string[]>, SaveMessage<string[]>>;

export default widget<RolesModel>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "roles");
  const hint = unique();
  const boxes = item.roles.map((role) => ({ role, box: make("input", { type: "checkbox", value: role.id, change: () => changed() }) }));
  const chosen = (): RolesItem["roles"] => boxes.filter(({ box }) => box.checked).map(({ role }) => role);
  const said = make("p", { class: "bim-hint bim-told-as", role: "status" });

  function tell(): void {
    const versions = [...new Set(chosen().map((role) => role.told).filter(Boolean))];
    say(said, versions.length ? `Cases are told for: ${versions.join(" · ")}. Each case can be read for another role too.`
      : chosen().length ? "Cases are told in their general version. Each can be read for another role too."
        : "Nothing chosen: cases are told in their general version.");
  }
  const changed = (): void => {
    tell();
    saver.edit(chosen().map((role) => role.id), null, { pause: PAUSE });
  };
  const saver = new Saver<string[]>(model, root, {
    show: (value) => {
      boxes.forEach(({ box }) => { box.checked = Array.isArray(value) && value.includes(box.value); });
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
      make("div", { class: "bim-columns" }, ...boxes.map(({ role, box }) =>
        make("label", { class: "bim-option" }, box, make("span", {}, role.name))))),
    said, make("div", { class: "bim-foot" }, saver.status), saver.asides);
  tell();
  void saver.start();
  signal.addEventListener("abort", () => saver.stop());
});
