/** The modules as cards. */
import { make, say } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { keepingFocusedLink, pageBeside } from "./addresses";
import { frame, refreshWhenSeen, sendIfConnected, watch, widget } from "./widget";

/** Milliseconds; looking for newer modules takes a few seconds of the machine. */
const LOOK_AFTER = 2500;

/** `place` is the page's path from here, "" for none. */
interface ModuleStanding {
  id: string;
  number: number;
  title: string;
  minutes: number;
  state: string;
  words: string;
  suggested: string;
  place: string;
}

interface ModulesTraits {
  /** `prompt` is HTML. */
  item: { id: string; prompt: string; progress: string };
  standing: { modules: ModuleStanding[]; go_on: { words: string; title: string; place: string } | null };
  news: string;
  looks: boolean;
}

const SIGNS: Record<string, string> = { new: "○", begun: "◐", "handed-in": "↑", returned: "↺", passed: "✓", unreadable: "!" };

const card = (one: ModuleStanding): Node => make("li", { class: `bim-card bim-is-${one.state}`, "data-bim-module": one.id },
  make("h3", {}, one.place ? make("a", { href: pageBeside(one.place) }, one.title) : one.title),
  make("p", { class: "bim-quiet" }, `Module ${one.number} · about ${one.minutes} minutes`),
  one.suggested ? make("p", { class: "bim-quiet" }, one.suggested) : "",
  make("p", { class: "bim-card-state" },
    make("span", { class: "bim-sign", "aria-hidden": "true" }, SIGNS[one.state] ?? ""), one.words));

const comingLine = (one: ModuleStanding): Node => make("li", {}, `${one.number}. ${one.title} `,
  make("span", { class: "bim-quiet" }, [`· about ${one.minutes} minutes`, one.suggested].filter(Boolean).join(" · ")));

export default widget<Model<ModulesTraits, never, { type: "refresh" | "look" }>>(({ model, el, signal }) => {
  const item = model.get("item");
  const root = frame(model, el, "modules");
  const stage = make("div");
  const news = make("p", { class: "bim-news", role: "status" });

  const draw = (): void => keepingFocusedLink(stage, () => {
    const { modules, go_on: goOn } = model.get("standing");
    const there = modules.filter((one) => one.state !== "unwritten");
    const coming = modules.filter((one) => one.state === "unwritten");
    stage.replaceChildren(
      ...(goOn ? [make("p", { class: "bim-go-on" },
        make("a", { class: "bim-button bim-main", href: pageBeside(goOn.place) }, `${goOn.words}: ${goOn.title}`))] : []),
      make("ul", { class: "bim-cards" }, ...there.map(card)),
      ...(coming.length ? [
        make("h3", { class: "bim-coming-head" }, "Still to come"),
        make("ul", { class: "bim-coming" }, ...coming.map(comingLine))] : []));
  });
  const tell = (): void => say(news, model.get("news"));

  root.append(item.prompt ? make("div", { class: "bim-text", html: item.prompt }) : "", stage,
    item.progress ? make("p", { class: "bim-to-progress" },
      make("a", { href: pageBeside(item.progress) }, "My progress: hours, what is waiting, results, and my record")) : "",
    news);
  draw();
  tell();
  watch(model, "standing", draw, signal);
  watch(model, "news", tell, signal);
  refreshWhenSeen(model, signal);
  const soon = model.get("looks") ? setTimeout(() => sendIfConnected(model, { type: "look" }), LOOK_AFTER) : undefined;
  signal.addEventListener("abort", () => clearTimeout(soon));
});
