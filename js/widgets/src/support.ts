/** The support lines, each with what it is and what it is not. */
import { make } from "@babyinmind/shared/dom";
import type { Model } from "@babyinmind/shared/model";
import { frame, widget } from "./widget";

interface Way {
  words: string;
  address: string;
  note: string;
}

interface Line {
  name: string;
  for: string;
  not_for: string;
  region: string;
  checked: string;
  overdue: boolean;
  ways: Way[];
}

/** `prompt` is HTML. */
interface SupportTraits {
  item: { id: string; prompt: string; lines: Line[] };
}

const IN_ITS_OWN_TAB = { target: "_blank", rel: "noopener noreferrer" };

const wayPart = (way: Way): Node => make("li", {},
  make("a", { href: way.address, ...(way.address.startsWith("http") ? IN_ITS_OWN_TAB : {}) }, way.words),
  way.note ? ` (${way.note})` : null);

const linePart = (line: Line): Node => make("li", { class: "bim-line" },
  make("h3", {}, line.name),
  line.for ? make("p", {}, line.for) : null,
  line.not_for ? make("p", {}, make("strong", {}, line.not_for)) : null,
  make("ul", { class: "bim-line-ways" }, ...line.ways.map(wayPart)),
  make("p", { class: "bim-quiet" }, `${line.region} · checked ${line.checked}`,
    line.overdue ? ", which is long ago: the number may have changed" : null));

export default widget<Model<SupportTraits>>(({ model, el }) => {
  const item = model.get("item");
  frame(model, el, "support").append(
    item.prompt ? make("div", { class: "bim-text", html: item.prompt }) : "",
    make("ul", { class: "bim-support-lines" }, ...item.lines.map(linePart)));
});
