// @ts-check
export default question((item, changed) => {
  const plain = (list, id) => list.find((entry) => entry.id === id)?.plain ?? "";
  const isLong = item.options.some((option) => option.plain.length > 40);
  const rows = item.premises.map((premise) => {
    const id = unique();
    const chosen = make("p", { class: "bim-chosen", hidden: true });
    const select = make("select", { id, class: "bim-select", change: () => { told(); changed(); } },
      make("option", { value: "" }, "Choose…"),
      ...item.options.map((option) => make("option", { value: option.id }, option.plain)));
    // A select cuts a long option off, so what was chosen is also written out.
    const told = () => {
      chosen.hidden = !isLong || !select.value;
      say(chosen, plain(item.options, select.value));
    };
    return {
      premise: premise.id, select, told,
      node: make("div", { class: "bim-pair" },
        make("label", { for: id, html: premise.html }), make("div", {}, select, chosen)),
    };
  });
  return {
    node: group(item, "Choose what belongs to each. One choice may fit more than once.", ...rows.map((row) => row.node)),
    read: () => Object.fromEntries(rows.filter((row) => row.select.value).map((row) => [row.premise, row.select.value])),
    show: (value) => rows.forEach((row) => {
      row.select.value = value?.[row.premise] ?? "";
      if (row.select.selectedIndex < 0) row.select.value = "";
      row.told();
    }),
    words: (value) => rows.filter((row) => value[row.premise])
      .map((row) => `${plain(item.premises, row.premise)} → ${plain(item.options, value[row.premise])}`).join("; "),
    name: (id) => plain(item.premises, id),
  };
});
