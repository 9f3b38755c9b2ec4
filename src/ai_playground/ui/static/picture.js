// One picture that Python draws anew as often as it likes.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-picture");
  const image = h("img", { width: model.get("width_px") });
  const caption = h("p", { class: "aip-hint" });
  el.append(image, h("div", { class: "aip-picture-foot" }, caption, saver(model, connect(model))));
  follow(model, ["alt"], () => setAttribute(image, "alt", model.get("alt")));
  follow(model, ["caption"], () => setText(caption, model.get("caption")));
  follow(model, ["image"], () => {
    // Without bytes it would be drawn as a broken picture.
    image.hidden = !model.get("image").byteLength;
    showBytes(image, model.get("image"));
  });
  return () => showBytes(image, null);
}

export default { render };
