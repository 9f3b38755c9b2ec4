// A button that hands one file or several to Python.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-file-picker");
  const link = connect(model);
  const label = h("span");
  const said = h("span", { class: "aip-said", role: "status" });
  const take = async (files) => {
    await handOver(files, model, link, (text) => setText(said, text));
    // What became of several is for the page to say, which may still read them.
    if (model.get("most_files") > 1 && files.length <= model.get("most_files")) setText(said, "");
    // What became of a file is of no use any more once something else is done.
    for (const act of ["pointerdown", "keydown"]) {
      document.addEventListener(act, () => setText(said, ""), { once: true, capture: true });
    }
  };
  const input = fileInput(model, take);
  el.replaceChildren(h("label", { class: "aip-button aip-file" }, input, label), said);
  follow(model, ["label"], () => setText(label, model.get("label")));
}

export default { render };
