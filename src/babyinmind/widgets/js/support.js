// @ts-check
const supportWay = (way) => make("li", {},
  make("a", { href: way.address, ...(way.address.startsWith("http") ? { target: "_blank", rel: "noopener noreferrer" } : {}) }, way.words),
  way.note ? ` (${way.note})` : null);

const supportLine = (line) => make("li", { class: "bim-line" },
  make("h3", {}, line.name),
  line.for ? make("p", {}, line.for) : null,
  line.not_for ? make("p", {}, make("strong", {}, line.not_for)) : null,
  make("ul", { class: "bim-line-ways" }, ...line.ways.map(supportWay)),
  make("p", { class: "bim-quiet" }, `${line.region} · checked ${line.checked}`,
    line.overdue ? ", which is long ago: the number may have changed" : null));

export default {
  render({ model, el }) {
    const item = model.get("item");
    const root = frame(model, el, "support");
    root.append(
      item.prompt ? make("div", { class: "bim-text", html: item.prompt }) : "",
      make("ul", { class: "bim-support-lines" }, ...item.lines.map(supportLine)));
  },
};
