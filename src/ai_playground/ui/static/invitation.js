// Opens a file in the place of a picture, by a button or by a drop.

/**
 * For a picture that another file may take the place of: a button labelled by the trait `invitation`, and the frame
 * as a place to drop one; "" for neither. `said` tells what comes of it.
 * @param {HTMLElement} frame
 * @param {Model} model
 * @param {Link} link
 */
function invitation(frame, model, link) {
  const said = h("span", { class: "aip-said", role: "status" });
  const label = h("span");
  const take = (files) => handOver(files, model, link, (text) => setText(said, text));
  const button = h("label", { class: "aip-button aip-file" }, fileInput(model, take), label);
  const invited = () => model.get("invitation") !== "";
  dropTarget(frame, (flag) => frame.classList.toggle("aip-inviting", flag && invited()),
    (files) => invited() && take(files));
  follow(model, ["invitation"], () => {
    setText(label, model.get("invitation"));
    button.hidden = !invited();
  });
  return { button, said, invited };
}
