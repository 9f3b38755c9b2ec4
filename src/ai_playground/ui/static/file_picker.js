// A button that hands one file to Python.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-file-picker");
  const link = connect(model);
  const label = h("span");
  const said = h("span", { class: "aip-said", role: "status" });
  const input = fileInput(model, (files) => handOver(files, model, link, (text) => setText(said, text)));
  el.replaceChildren(h("label", { class: "aip-button aip-file" }, input, label), said);
  follow(model, ["label"], () => setText(label, model.get("label")));
}

export default { render };
