// Two pictures, one over the other, cut at a line that a range input over both of them moves.

const SIDES = /** @type {const} */ (["before", "after"]);

/** The line, and the names of what is on its sides; `element` parts lie over the pictures. @param {Model} model */
function dividingLine(model, frame) {
  const names = SIDES.map((side) => h("span", { class: `aip-before-after-${side}` }));
  const line = h("div", { class: "aip-before-after-line" });
  const range = h("input", { type: "range", min: 0, max: 100, step: 1, oninput: cut });
  const parts = [line, ...names, range];
  function cut() {
    const percent = Number(range.value);
    frame.style.setProperty("--aip-cut", `${percent}%`);
    // Half a handle, given way to over the last tenth on each side.
    frame.style.setProperty("--aip-inward", `${22 * (Math.max(0, 10 - percent) - Math.max(0, percent - 90)) / 10}px`);
    names[0].hidden = percent < 10 || percent === 100;
    names[1].hidden = percent > 90 || percent === 0;
    setAttribute(range, "aria-valuetext", `${percent} % ${model.get("label_before")}`);
  }
  follow(model, ["line"], () => {
    range.value = String(model.get("line"));
    cut();
  });
  follow(model, ["label_before", "label_after"], () => {
    SIDES.forEach((side, k) => setText(names[k], model.get(`label_${side}`)));
    setAttribute(range, "aria-label", `Line between ${model.get("label_before")} and ${model.get("label_after")}`);
    cut();
  });
  follow(model, SIDES, () => {
    const both = SIDES.every((side) => model.get(side).byteLength > 0);
    frame.classList.toggle("aip-before-after-both", both);
    for (const part of [line, range]) part.hidden = !both;
    if (both) cut();
    else for (const name of names) name.hidden = true;
  });
  return parts;
}

/** What stands below: the caption, and the way in for a file. @param {Model} model */
function foot(model, frame) {
  const link = connect(model);
  const caption = h("p");
  const { button, said, invited } = invitation(frame, model, link);
  const element = h("div", { class: "aip-foot" }, caption, said, saver(model, link), button);
  follow(model, ["caption", "invitation", "formats"], () => {
    setText(caption, model.get("caption"));
    element.hidden = !invited() && !model.get("caption") && !model.get("formats").length;
  });
  return element;
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-before-after");
  const images = SIDES.map(() => h("img", { draggable: "false", decoding: "sync" }));
  const frame = h("div", { class: "aip-frame aip-before-after-frame" }, ...images);
  frame.append(...dividingLine(model, frame));
  el.replaceChildren(frame, foot(model, frame));
  const reserve = (event) => {
    const image = event?.target ?? images[0];
    const known = model.get("aspect") || image.naturalHeight / image.naturalWidth || 0.75;
    frame.style.setProperty("--aip-aspect", 1 / known);
  };
  follow(model, ["aspect"], () => reserve());
  SIDES.forEach((side, k) => {
    images[k].addEventListener("load", reserve);
    follow(model, [side], () => {
      images[k].hidden = !model.get(side).byteLength;
      showBytes(images[k], model.get(side));
    });
    follow(model, [`alt_${side}`], () => setAttribute(images[k], "alt", model.get(`alt_${side}`)));
  });
  return () => images.forEach((image) => showBytes(image, null));
}

export default { render };
