// A Save button that stands alone.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-save-button");
  el.append(saver(model, connect(model)));
}

export default { render };
