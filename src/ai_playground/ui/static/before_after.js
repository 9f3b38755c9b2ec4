// Two pictures, one over the other, cut at a line that a range input over both of them moves.

function render({ model, el }) {
  el.classList.add("aip", "aip-before-after");
  const images = [h("img", { draggable: "false" }), h("img", { draggable: "false" })];
  const range = h("input", {
    type: "range", min: 0, max: 100, step: 1, value: 50, "aria-label": "Line between before and after",
    oninput: cut,
  });
  const frame = h("div", { class: "aip-before-after-frame" }, ...images, h("div", { class: "aip-before-after-line" }),
    h("span", { class: "aip-before-after-before" }, "before"), h("span", { class: "aip-before-after-after" }, "after"),
    range);
  function cut() {
    frame.style.setProperty("--aip-cut", `${range.value}%`);
    setAttribute(range, "aria-valuetext", `${range.value} % before`);
  }
  cut();
  el.append(frame);
  ["before", "after"].forEach((side, i) => {
    follow(model, [side], () => showBytes(images[i], model.get(side)));
    follow(model, [`alt_${side}`], () => setAttribute(images[i], "alt", model.get(`alt_${side}`)));
  });
  return () => images.forEach((image) => showBytes(image, null));
}

export default { render };
