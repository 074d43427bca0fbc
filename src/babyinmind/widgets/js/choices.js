// @ts-check
export default question((item, changed) => {
  const boxes = item.options.map(({ id }) => make("input", { type: "checkbox", value: id, change: () => changed() }));
  const plain = (id) => item.options.find((option) => option.id === id)?.plain ?? "";
  const hint = "Choose all that apply." + (item.practice ? "" : " A wrong tick counts against a right one.");
  return {
    node: group(item, hint, ...item.options.map((option, index) =>
      make("label", { class: "bim-option" }, boxes[index], make("span", { html: option.html })))),
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
    show: (value) => boxes.forEach((box) => { box.checked = Array.isArray(value) && value.includes(box.value); }),
    words: (value) => value.map(plain).join("; "),
    name: plain,
  };
});
