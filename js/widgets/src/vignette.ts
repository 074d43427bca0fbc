/** A case with decisions: what is chosen is kept, never scored. */
import { button, make } from "@babyinmind/shared/dom";
import type { Model, SaveMessage, SaveReply, SavingTraits } from "@babyinmind/shared/model";
import { Saver } from "@babyinmind/shared/saver";
import { unique } from "@babyinmind/shared/window-state";
import { frame, widget } from "./widget";

/** Texts are places in the item's `texts`; `to` is a scene. */
interface Decision {
  id: string;
  text: number;
  consequence: number;
  to: string;
}

interface Scene {
  text: number;
  lesson: number | null;
  decisions: Decision[];
}

/** The case in one version. */
export interface Story {
  start: string;
  scenes: Record<string, Scene>;
}

/** `title` and `texts` are HTML. */
interface VignetteItem {
  id: string;
  kind: string;
  title: string;
  versions: { id: string; name: string }[];
  version: string;
  told: Record<string, Story>;
  texts: string[];
}

/** Steps through a case: a scene and what was decided in it. */
export type Path = [scene: string, decision: string][];

interface Way {
  version: string;
  path: Path;
}

type VignetteModel = Model<SavingTraits<Way, VignetteItem>, SaveReply<Way>, SaveMessage<Way>>;

const ENDED: Scene = { text: -1, lesson: null, decisions: [] };

/** The way through the case as far as it can be followed: a mended case may have lost a scene. */
export function followed(story: Story, path: Path): { steps: { scene: string; decision: Decision }[]; scene: string } {
  const steps = [];
  let scene = story.start;
  for (const [name, chosen] of path) {
    const decision = name === scene ? story.scenes[scene]?.decisions.find((one) => one.id === chosen) : undefined;
    if (!decision) break;
    steps.push({ scene, decision });
    scene = decision.to;
  }
  return { steps, scene };
}

function versionSelect(item: VignetteItem, changed: (version: string) => void): { select: HTMLSelectElement; node: Node } {
  const id = unique();
  const select = make("select", { id, class: "bim-select", change: () => changed(select.value) },
    ...item.versions.map((version) => make("option", { value: version.id }, version.name)));
  return { select, node: make("p", { class: "bim-told-for" }, make("label", { for: id }, "Told for: "), select) };
}

export default widget<VignetteModel>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "vignette");
  const html = (place: number): string => item.texts[place] ?? "";
  const rich = (place: number): Node => make("div", { class: "bim-text", html: html(place) });
  const storyOf = (name: string): Story => item.told[name] ?? item.told.default ?? { start: "", scenes: {} };
  let version = item.version;
  let path: Path = [];
  const stage = make("div", { class: "bim-stage" });
  const versions = item.versions.length > 1 ? versionSelect(item, (chosen) => go(chosen, path, false)) : null;

  const saver = new Saver<Way>(model, root, {
    show: (value) => {
      version = value && item.told[value.version] ? value.version : item.version;
      path = value?.path ?? [];
      draw();
    },
    words: (value) => followed(storyOf(value.version), value.path).steps
      .map(({ decision }) => make("div", { html: html(decision.text) }).textContent).join(" → "),
    answered: (value) => Boolean(value?.path.length),
  });
  saver.about = { graded: false };

  function go(toldFor: string, way: Path, moveFocus: boolean): void {
    version = toldFor;
    path = followed(storyOf(version), way).steps.map(({ scene, decision }) => [scene, decision.id]);
    draw();
    saver.edit({ version, path }, null);
    if (moveFocus) stage.querySelector("h4")?.focus();
  }

  const decisionList = (scene: string, decisions: Decision[]): Node => make("ul", { class: "bim-decisions" },
    ...decisions.map((decision) => make("li", {},
      make("button", { type: "button", class: "bim-decision", html: html(decision.text),
        click: () => go(version, [...path, [scene, decision.id]], true) }))));

  const happened = (last: Decision): Node => make("div", { class: "bim-happened" },
    make("p", { class: "bim-quiet" }, "You chose:"), rich(last.text), make("p", { class: "bim-quiet" }, "What happens:"), rich(last.consequence));

  const lessonBox = (lesson: number): Node =>
    make("div", { class: "bim-lesson" }, make("p", {}, make("strong", {}, "What this case shows")), rich(lesson));

  const wayBack = (steps: { decision: Decision }[]): Node[] => [
    make("p", { class: "bim-back" },
      button("Go back one step", () => go(version, path.slice(0, -1), true)), " ",
      button("Start again", () => go(version, [], true))),
    make("details", { class: "bim-trail" },
      make("summary", {}, `What you chose so far (${steps.length})`),
      make("ol", {}, ...steps.map(({ decision }) => make("li", { html: html(decision.text) })))),
  ];

  function draw(): void {
    const story = storyOf(version);
    const { steps, scene } = followed(story, path);
    const now = story.scenes[scene] ?? ENDED;
    const last = steps.at(-1)?.decision;
    const isEnd = now.decisions.length === 0;
    if (versions) versions.select.value = version;
    stage.replaceChildren(
      make("h4", { tabindex: "-1" }, isEnd ? "How it ends" : `Step ${steps.length + 1}`),
      ...(last ? [happened(last)] : []),
      rich(now.text),
      ...(isEnd && now.lesson !== null ? [lessonBox(now.lesson)] : []),
      ...(isEnd ? [] : [make("p", { class: "bim-ask" }, "What do you do?"), decisionList(scene, now.decisions)]),
      ...(steps.length ? wayBack(steps) : []));
  }

  root.append(
    make("p", { class: "bim-kind" }, "A case with decisions"),
    make("h3", { class: "bim-title", html: item.title }),
    ...(versions ? [versions.node] : []),
    make("p", { class: "bim-hint" }, "What you choose is kept for you, never scored."),
    stage, make("div", { class: "bim-foot" }, saver.status), saver.asides);
  draw();
  void saver.start();
  signal.addEventListener("abort", () => saver.stop());
});
