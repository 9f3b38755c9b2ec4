// An outline over a picture. Its corners are buttons that follow pointer, finger and arrow keys; while one moves, a
// round magnifier shows what lies under it, away from the finger.

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const MAGNIFIED = 4;
const SVG = "http://www.w3.org/2000/svg";

const percent = (share) => `${100 * share}%`;
const within = (value, low, high) => Math.min(Math.max(value, low), high);

/** The magnifier: `show(x, y)` at shares of the picture's sides, `hide()`. */
function magnifier(image, frame) {
  const lens = h("div", { class: "aip-quad-lens", hidden: true, "aria-hidden": "true" });
  return {
    element: lens,
    show(x, y) {
      const box = image.getBoundingClientRect();
      lens.hidden = false;
      const half = lens.clientWidth / 2;
      lens.style.backgroundImage = `url("${image.src}")`;
      lens.style.backgroundSize = `${MAGNIFIED * box.width}px ${MAGNIFIED * box.height}px`;
      lens.style.backgroundPosition = `${half - MAGNIFIED * x * box.width}px ${half - MAGNIFIED * y * box.height}px`;
      // In the half of the picture where the corner is not.
      frame.classList.toggle("aip-quad-lens-right", x < 0.5);
    },
    hide() { lens.hidden = true; },
  };
}

/** One corner's handle. `move(x, y, last)` is called with where it is put. */
function handle(place, limits, lens, move) {
  const button = h("button", { class: "aip-quad-corner", type: "button" });
  let grip = null; // from the pointer to the corner, so that it doesn't jump when it is taken
  const put = (x, y, last) => move(within(x, ...limits()), within(y, ...limits()), last);
  const under = (event) => {
    const box = button.parentElement.getBoundingClientRect();
    return [(event.clientX - box.x) / box.width, (event.clientY - box.y) / box.height];
  };
  button.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    button.setPointerCapture(event.pointerId);
    const [x, y] = under(event);
    grip = [place()[0] - x, place()[1] - y];
    lens.show(...place());
  });
  button.addEventListener("pointermove", (event) => {
    if (!grip || !event.isPrimary) return;
    const [x, y] = under(event);
    put(x + grip[0], y + grip[1], false);
    lens.show(...place());
  });
  for (const name of ["pointerup", "pointercancel"]) {
    button.addEventListener(name, () => {
      if (!grip) return;
      grip = null;
      lens.hide();
      put(...place(), true);
    });
  }
  button.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const box = button.parentElement.getBoundingClientRect();
    const pixels = event.shiftKey ? 10 : 1;
    put(place()[0] + step[0] * pixels / box.width, place()[1] + step[1] * pixels / box.height, true);
    lens.show(...place());
  });
  button.addEventListener("blur", () => lens.hide());
  return { button, inHand: () => grip !== null };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-quad");
  const link = connect(model, () => update());
  let corners = []; // as under the visitor's hand; Python's follow
  const image = h("img", { draggable: "false" });
  const outline = document.createElementNS(SVG, "svg");
  outline.setAttribute("viewBox", "0 0 1 1");
  outline.setAttribute("preserveAspectRatio", "none");
  outline.setAttribute("aria-hidden", "true");
  const shape = document.createElementNS(SVG, "polygon");
  outline.append(shape);
  const frame = h("div", { class: "aip-frame aip-quad-frame" });
  const lens = magnifier(image, frame);
  const limits = () => [-model.get("farthest"), 1 + model.get("farthest")];
  const tell = throttled((message) => link.send(message));
  const handles = [0, 1, 2, 3].map((index) => handle(() => corners[index], limits, lens, (x, y, last) => {
    corners = corners.map((corner, k) => (k === index ? [x, y] : corner));
    draw();
    tell({ type: "move", index, x, y, last });
  }));
  const stage = h("div", { class: "aip-quad-stage" }, image, outline, ...handles.map(({ button }) => button));
  frame.append(stage, lens.element);

  const caption = h("p", { role: "status" });
  const { button: file, said } = invitation(frame, model, link);
  el.replaceChildren(frame, h("div", { class: "aip-foot" }, caption, said, saver(model, link), file));

  function draw() {
    const shown = corners.length === 4;
    outline.style.display = shown ? "" : "none";
    if (shown) shape.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
    handles.forEach(({ button }, index) => {
      button.hidden = !shown;
      if (!shown) return;
      const [x, y] = corners[index];
      button.style.left = percent(x);
      button.style.top = percent(y);
      button.classList.toggle("aip-quad-doubtful", Boolean(model.get("doubtful")[index]));
      setAttribute(button, "aria-label",
        `${model.get("names")[index]} corner at ${Math.round(100 * x)} %, ${Math.round(100 * y)} %; arrow keys move it`);
    });
  }
  function update() {
    if (handles.some(({ inHand }) => inHand()) || tell.waiting() || !link.settled()) return;
    corners = model.get("corners");
    draw();
  }
  follow(model, ["corners", "doubtful", "names"], update);
  follow(model, ["aspect"], () => frame.style.setProperty("--aip-aspect", model.get("aspect")));
  follow(model, ["picture"], () => {
    showBytes(image, model.get("picture"));
    setText(said, ""); // the name of the file before
  });
  follow(model, ["alt"], () => setAttribute(image, "alt", model.get("alt")));
  follow(model, ["caption"], () => {
    setText(caption, model.get("caption"));
  });
  return () => showBytes(image, null);
}

export default { render };
