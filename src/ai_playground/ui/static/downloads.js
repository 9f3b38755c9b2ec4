// Buttons, each for a file, and how far the one is that is made.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-downloads");
  const ask = filesFrom(model, connect(model));
  const button = (item) => fileButton(item.label, "aip-button", () => ask({ type: "download", name: item.name }));
  const doing = h("span", { role: "status" });
  follow(model, ["items"], () => el.replaceChildren(...model.get("items").map(button), doing));
  follow(model, ["doing"], () => { doing.textContent = model.get("doing"); });
}

export default { render };
