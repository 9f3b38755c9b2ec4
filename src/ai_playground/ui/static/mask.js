// A veil over a picture, wiped away with a brush where the region is.

const WAYS = [["Paint", "destination-out"], ["Erase", "source-over"]];

/** Chips of which one is pressed. `choose(index)` is called for the others. */
function chipRow(label, captions, choose) {
  const chips = captions.map((caption, index) => h("button", {
    class: "aip-chip", type: "button", onclick: () => choose(index),
  }, caption));
  return {
    element: h("div", { class: "aip-chips", role: "group", "aria-label": label }, ...chips),
    press: (pressed) => chips.forEach((chip, index) => setAttribute(chip, "aria-pressed", String(index === pressed))),
  };
}

/** The veil: its opacity is 255 less the region. `changed(bytes)` is called when a stroke has ended. */
function veil(stroke, changed) {
  const canvas = h("canvas", { class: "aip-veil", role: "img" });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  const ring = h("div", { class: "aip-brush", hidden: true });
  let last = null; // where the stroke has got to, in px of the canvas
  const region = () => context.getImageData(0, 0, canvas.width, canvas.height).data
    .filter((_value, index) => index % 4 === 3).map((opacity) => 255 - opacity);
  const placeOf = (event) => {
    const box = canvas.getBoundingClientRect();
    return [(event.clientX - box.x) / box.width * canvas.width, (event.clientY - box.y) / box.height * canvas.height];
  };
  const moveRing = (event) => {
    const [x, y] = placeOf(event);
    ring.hidden = false;
    for (const [name, value] of [["x", x / canvas.width], ["y", y / canvas.height], ["size", stroke.size()]]) {
      ring.style.setProperty(`--aip-${name}`, `${100 * value}%`);
    }
  };
  const drawTo = (place) => {
    context.globalCompositeOperation = stroke.way();
    context.lineWidth = stroke.size() * canvas.width;
    context.lineCap = "round";
    context.strokeStyle = "#fff";
    context.beginPath();
    context.moveTo(...last);
    context.lineTo(place[0] + 0.01, place[1]); // a line of no length would leave no dot
    context.stroke();
    last = place;
  };
  const end = () => {
    if (last) changed(region());
    last = null;
  };
  canvas.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    canvas.setPointerCapture(event.pointerId);
    if (stroke.way() === WAYS[0][1] && region().every((value) => value === 255)) {
      context.globalCompositeOperation = "source-over";
      context.fillStyle = "#fff";
      context.fillRect(0, 0, canvas.width, canvas.height);
    }
    moveRing(event);
    last = placeOf(event);
    drawTo(last);
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!event.isPrimary) return;
    moveRing(event);
    if (last) for (const each of event.getCoalescedEvents?.() ?? [event]) drawTo(placeOf(each));
  });
  for (const name of ["pointerup", "pointercancel"]) canvas.addEventListener(name, end);
  canvas.addEventListener("pointerleave", () => { ring.hidden = true; });
  return {
    canvas, ring,
    inHand: () => last !== null,
    show(bytes, width, height) {
      [canvas.width, canvas.height] = [width, height];
      const pixels = context.createImageData(width, height);
      pixels.data.forEach((_value, index) => {
        pixels.data[index] = index % 4 === 3 ? 255 - bytes.getUint8(index >> 2) : 255;
      });
      context.putImageData(pixels, 0, 0);
    },
  };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-mask");
  const link = connect(model, () => update());
  const id = uniqueId();
  const brush = h("input", {
    type: "range", class: "aip-range", id, min: 2, max: 50, step: 1, value: 16,
    oninput: () => showBrush(),
  });
  const showBrush = () => {
    brush.style.setProperty("--aip-fill", (brush.value - 2) / 48);
    setAttribute(brush, "aria-valuetext", `${brush.value} % of the width`);
  };
  let way = 0;
  const ways = chipRow("Brush", WAYS.map(([name]) => name), (index) => {
    way = index;
    ways.press(way);
  });
  const stroke = { way: () => WAYS[way][1], size: () => brush.value / 100 };
  const { canvas, ring, inHand, show } = veil(stroke, (bytes) => {
    say(bytes);
    link.send({ type: "paint", layer: model.get("layer") }, [bytes.buffer]);
  });
  const image = h("img", { draggable: "false" });
  const frame = h("div", { class: "aip-frame aip-mask-frame" }, image, canvas, ring);
  const said = h("p", { class: "aip-said", role: "status" });
  const layers = h("div");
  const tools = h("div");
  el.replaceChildren(layers, frame, said,
    h("div", { class: "aip-mask-brush" }, ways.element, h("label", { for: id }, "Size"), brush), tools);
  ways.press(way);
  showBrush();

  function say(bytes) {
    const label = model.get("layers").find((each) => each.name === model.get("layer"))?.label ?? "";
    const share = bytes.reduce((sum, value) => sum + value, 0) / 255 / Math.max(1, bytes.length);
    const text = `${label}: ${Math.round(100 * share)} % of the picture`;
    setText(said, text);
    setAttribute(canvas, "aria-label", text);
  }
  function update() {
    if (inHand() || !link.settled()) return;
    const [width, height] = model.get("mask_size");
    const mask = model.get("mask");
    if (mask.byteLength !== width * height) return;
    frame.style.setProperty("--aip-aspect", width / height);
    show(mask, width, height);
    say(new Uint8Array(mask.buffer, mask.byteOffset, mask.byteLength));
  }
  follow(model, ["tools"], () => {
    const names = model.get("tools").map((tool) => tool.name);
    tools.replaceChildren(chipRow("Region", model.get("tools").map((tool) => tool.label),
      (index) => link.send({ type: "tool", name: names[index] })).element);
  });
  let layerChips = null;
  const press = () => layerChips.press(model.get("layers").findIndex((each) => each.name === model.get("layer")));
  follow(model, ["layers"], () => {
    const known = model.get("layers");
    layerChips = chipRow("Region of", known.map((each) => each.label),
      (index) => link.send({ type: "layer", name: known[index].name }));
    layers.replaceChildren(layerChips.element);
    layers.hidden = known.length < 2;
    press();
  });
  follow(model, ["layer"], press);
  follow(model, ["mask", "mask_size", "layer", "layers"], update);
  follow(model, ["picture"], () => showBytes(image, model.get("picture")));
  follow(model, ["alt"], () => setAttribute(image, "alt", model.get("alt")));
  return () => showBytes(image, null);
}

export default { render };
