// @ts-check
export default question((item, changed) => {
  const name = unique();
  const radios = item.options.map(({ id }) => make("input", { type: "radio", name, value: id, change: () => changed() }));
  const plain = (id) => item.options.find((option) => option.id === id)?.plain ?? "";
  return {
    node: group(item, "Choose one.", ...item.options.map((option, index) =>
      make("label", { class: "bim-option" }, radios[index], make("span", { html: option.html })))),
    read: () => radios.find((radio) => radio.checked)?.value ?? null,
    show: (value) => radios.forEach((radio) => { radio.checked = radio.value === value; }),
    words: plain,
    name: plain,
  };
});
