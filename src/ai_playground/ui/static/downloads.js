// Buttons, each for a file.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-downloads");
  const ask = filesFrom(model, connect(model));
  const button = (item) => fileButton(item.label, "aip-button", () => ask({ type: "download", name: item.name }));
  follow(model, ["items"], () => el.replaceChildren(...model.get("items").map(button)));
}

export default { render };
