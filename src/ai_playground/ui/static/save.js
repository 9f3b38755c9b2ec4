// The Save button of a view.

/**
 * "Save", and below it what the view can be saved as. Not there where a page doesn't offer it.
 * @param {Model} model
 * @param {Link} link
 */
function saver(model, link) {
  const ask = filesFrom(model, link);
  const name = h("summary", {}, "Save");
  const choices = h("div", { class: "aip-save-choices" });
  const element = h("details", { class: "aip-save" }, name, choices);
  const close = () => {
    element.open = false;
  };
  element.addEventListener("focusout", (event) => element.contains(event.relatedTarget) || close());
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !element.open) return;
    close();
    name.focus();
    event.stopPropagation();
  });
  const saved = async (format) => {
    name.focus();
    close();
    setText(name, "Saving …");
    await ask({ type: "save", format });
    setText(name, "Save");
  };
  follow(model, ["formats"], () => {
    element.hidden = model.get("formats").length === 0;
    choices.replaceChildren(...model.get("formats").map((format) =>
      fileButton(format, "aip-button", () => saved(format))));
  });
  return element;
}
