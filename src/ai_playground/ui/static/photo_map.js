// A photo as a map: cells, outlines and rectangles over it, and a cell, a place or a rectangle that is picked on it.

const CELLS = 4;
const CELL_NUMBERS = Array.from({ length: CELLS * CELLS }, (_, cell) => cell);
const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const WORDS = { true: "true", guess: "you", network: "network" };
const STEP = 0.02;
const FAR = 0.1;
const WHOLE = [0, 0, 1, 1];
const LEAST_DRAG = 4; // px; a shorter one is a click

const within = (value, low, high) => Math.min(Math.max(value, low), high);
const percent = (share) => `${100 * share}%`;
const inWords = (share) => `${Math.round(100 * share)} %`;

/** Put an element over a rectangle of the photo: left, top, right and bottom. */
function lay(element, sides) {
  const [x1, y1, x2, y2] = sides;
  element.style.inset = [y1, 1 - x2, 1 - y2, x1].map(percent).join(" ");
}

/** Where in an element an event is, in fractions of its sides. */
function place(event, element) {
  const box = element.getBoundingClientRect();
  return [within((event.clientX - box.x) / box.width, 0, 1), within((event.clientY - box.y) / box.height, 0, 1)];
}

/** A rectangle with its tag. */
function outline(kind, sides, label, spoken) {
  const element = h("span", { class: `aip-map-box aip-map-${kind}`, role: "img", "aria-label": spoken },
    ...(label ? [h("span", { "aria-hidden": "true" }, label)] : []));
  lay(element, sides);
  return element;
}

/** Sixteen buttons, of which one at a time can be reached by the tab key, the rest from there by arrows. */
function cellGrid(pick) {
  let at = 0;
  const buttons = CELL_NUMBERS.map((cell) => h("button", { class: "aip-map-cell", type: "button", onclick: () => pick(cell) },
    h("span")));
  const turn = (cell) => {
    at = cell;
    buttons.forEach((button, k) => { button.tabIndex = k === at ? 0 : -1; });
  };
  const element = h("div", { class: "aip-map-cells" }, ...buttons);
  element.addEventListener("focusin", (event) => turn(Math.max(buttons.indexOf(event.target), 0)));
  element.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const [column, row] = [at % CELLS + step[0], Math.floor(at / CELLS) + step[1]].map((k) => within(k, 0, CELLS - 1));
    buttons[CELLS * row + column].focus();
  });
  turn(at);
  return {
    element,
    /** @param {Model} model */
    update(model) {
      const [values, labels, marks] = [model.get("cells"), model.get("cell_labels"), model.get("marks")];
      const open = model.get("mode") === "cell";
      element.hidden = !open && !values.length && !labels.length && !model.get("grid");
      element.classList.toggle("aip-map-grid", model.get("grid") || open);
      element.classList.toggle("aip-map-heat", values.length > 0);
      buttons.forEach((button, cell) => {
        const kinds = marks.filter((mark) => mark.cell === cell).map((mark) => WORDS[mark.kind]);
        button.disabled = !open;
        button.style.setProperty("--aip-heat", String(values[cell] ?? 0));
        setText(button.firstChild, labels[cell] ?? "");
        setAttribute(button, "aria-label", [`row ${Math.floor(cell / CELLS) + 1}, column ${cell % CELLS + 1}`,
          labels[cell], ...kinds].filter(Boolean).join(", "));
      });
    },
  };
}

/** The whole photo as one button: a click picks a place, or arrow keys move a cross and Enter picks where it is. */
function aim(pick) {
  let at = [0.5, 0.5];
  const cross = h("i");
  const element = h("button", { class: "aip-map-aim", type: "button" }, cross);
  const draw = () => {
    cross.style.left = percent(at[0]);
    cross.style.top = percent(at[1]);
    setAttribute(element, "aria-label",
      `Place ${inWords(at[0])} across, ${inWords(at[1])} down; arrow keys move it, Enter picks it`);
  };
  element.addEventListener("click", (event) => {
    if (event.detail) at = place(event, element); // 0: by a key
    draw();
    pick(...at);
  });
  element.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    at = at.map((value, axis) => within(value + step[axis] * (event.shiftKey ? FAR : STEP), 0, 1));
    draw();
  });
  draw();
  return element;
}

/**
 * The visitor's rectangle: drawn, moved, taken by its corners; by keys too. Calls `tell` when a change is over.
 * @param {Model} model
 */
function cropper(model, tell) {
  let sides = WHOLE;
  let drag = null; // what is changed from where, while a pointer is down
  const word = h("span");
  const box = h("button", { class: "aip-map-box aip-map-window", type: "button" }, word);
  const corners = [[0, 0], [1, 0], [1, 1], [0, 1]].map(([right, down]) =>
    h("i", { class: "aip-map-corner", "data-right": right, "data-down": down }));
  const element = h("div", { class: "aip-map-cropper" }, box, ...corners);
  const whole = () => sides.every((side, k) => side === WHOLE[k]);

  function put(next) {
    sides = next;
    const [x1, y1, x2, y2] = sides;
    const size = model.get("keep_shape") ? inWords(x2 - x1) : `${inWords(x2 - x1)} × ${inWords(y2 - y1)}`;
    lay(box, sides);
    corners.forEach((corner) => {
      corner.style.left = percent(Number(corner.dataset.right) ? x2 : x1);
      corner.style.top = percent(Number(corner.dataset.down) ? y2 : y1);
    });
    for (const kind of Object.keys(WORDS)) element.classList.toggle(`aip-map-${kind}`, kind === model.get("window_kind"));
    setText(word, size);
    setAttribute(box, "aria-label", `Your rectangle: ${size} of the photo's sides, from ${inWords(x1)} across and `
      + `${inWords(y1)} down; arrow keys move it, with Shift they size it`);
  }
  const moved = (x, y) => {
    const [width, height] = [sides[2] - sides[0], sides[3] - sides[1]];
    const [left, top] = [within(x, 0, 1 - width), within(y, 0, 1 - height)];
    return [left, top, left + width, top + height];
  };
  /** Of this size, from a corner; shifted where there is too little room. */
  const sized = (x, y, across, down, right, below) => {
    const least = model.get("smallest");
    const [wide, high] = model.get("keep_shape") ? Array(2).fill(Math.max(across, down)) : [across, down];
    const [width, height] = [within(wide, least, 1), within(high, least, 1)];
    const left = within(right ? x : x - width, 0, 1 - width);
    const top = within(below ? y : y - height, 0, 1 - height);
    return [left, top, left + width, top + height];
  };
  element.addEventListener("pointerdown", (event) => {
    if (event.button !== 0 || !event.isPrimary) return;
    element.setPointerCapture(event.pointerId);
    const [x, y] = place(event, element);
    const { right, down } = event.target.dataset;
    const start = { screen: [event.clientX, event.clientY], before: sides };
    const [x1, y1, x2, y2] = sides;
    if (right !== undefined) {
      const corner = [Number(right), Number(down)];
      drag = { ...start, corner, fixed: [corner[0] ? x1 : x2, corner[1] ? y1 : y2] };
    }
    else if (event.target === box && !whole()) drag = { ...start, grip: [x - x1, y - y1] };
    else drag = { ...start, fixed: [x, y] };
  });
  element.addEventListener("pointermove", (event) => {
    if (!drag || !event.isPrimary) return;
    const [x, y] = place(event, element);
    drag.far ||= Math.hypot(event.clientX - drag.screen[0], event.clientY - drag.screen[1]) >= LEAST_DRAG;
    if (!drag.far) return;
    if (drag.grip) put(moved(x - drag.grip[0], y - drag.grip[1]));
    else {
      const [fx, fy] = drag.fixed;
      const [right, below] = drag.corner ?? [x >= fx, y >= fy];
      const [across, down] = [right ? x - fx : fx - x, below ? y - fy : fy - y];
      const room = drag.corner ? Math.min(right ? 1 - fx : fx, below ? 1 - fy : fy) : 1;
      put(sized(fx, fy, Math.min(across, room), Math.min(down, room), right, below));
    }
  });
  element.addEventListener("pointerup", () => {
    const done = drag?.far;
    drag = null;
    if (done) tell(sides);
  });
  element.addEventListener("pointercancel", () => {
    if (drag) put(drag.before);
    drag = null;
  });
  box.addEventListener("keydown", (event) => {
    const step = KEYS[event.key];
    if (!step) return;
    event.preventDefault();
    const [x1, y1, x2, y2] = sides;
    if (!event.shiftKey) put(moved(x1 + step[0] * STEP, y1 + step[1] * STEP));
    else if (model.get("keep_shape")) {
      const side = x2 - x1 + (step[0] - step[1]) * STEP; // right and up: larger
      put(sized(x1, y1, side, side, true, true));
    } else put(sized(x1, y1, x2 - x1 + step[0] * STEP, y2 - y1 + step[1] * STEP, true, true));
    tell(sides);
  });
  return {
    element,
    inHand: () => drag !== null,
    update: () => put(model.get("window").length === 4 ? model.get("window") : WHOLE),
  };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-photo-map");
  const link = connect(model, () => update());
  const image = h("img", { draggable: "false" });
  const cells = cellGrid((cell) => link.send({ type: "cell", cell }));
  const things = h("div", { class: "aip-map-things" });
  const target = aim((x, y) => link.send({ type: "place", x, y }));
  const cropping = cropper(model, ([x1, y1, x2, y2]) => link.send({ type: "window", x1, y1, x2, y2 }));
  const frame = h("div", { class: "aip-frame aip-photo-map-frame", role: "group" }, image, cells.element, target,
    cropping.element, things);

  const caption = h("p", { role: "status" });
  const { button: file, said } = invitation(frame, model, link);
  el.replaceChildren(frame, h("div", { class: "aip-foot" }, caption, said, saver(model, link), file));

  function update() {
    if (!cropping.inHand() && link.settled()) cropping.update();
  }
  const sidesOf = (thing) => [thing.x1, thing.y1, thing.x2, thing.y2];
  const drawThings = () => {
    const patch = model.get("patch");
    things.replaceChildren(
      ...model.get("marks").map(({ cell, kind }) => {
        const [x, y] = [cell % CELLS / CELLS, Math.floor(cell / CELLS) / CELLS];
        const element = outline(kind, [x, y, x + 1 / CELLS, y + 1 / CELLS], WORDS[kind], WORDS[kind]);
        element.classList.add("aip-map-mark");
        setAttribute(element, "role", null); // its cell says it
        setAttribute(element, "aria-label", null);
        return element;
      }),
      ...model.get("windows").map((thing) => {
        const sides = sidesOf(thing);
        const [x1, y1, x2, y2] = sides.map(inWords);
        return outline(thing.kind, sides, thing.label, `${thing.label}: ${x1} to ${x2} across, ${y1} to ${y2} down`);
      }),
      ...("x1" in patch ? [outline("patch", sidesOf(patch), "", "where the patch was cut")] : []),
    );
  };
  follow(model, ["cells", "cell_labels", "marks", "grid", "mode"], () => cells.update(model));
  follow(model, ["marks", "windows", "patch"], drawThings);
  follow(model, ["mode"], () => {
    target.hidden = model.get("mode") !== "place";
    cropping.element.hidden = model.get("mode") !== "window";
  });
  follow(model, ["window", "window_kind", "keep_shape", "smallest"], update);
  follow(model, ["aspect"], () => frame.style.setProperty("--aip-aspect", model.get("aspect")));
  follow(model, ["picture"], () => {
    showBytes(image, model.get("picture"));
    image.hidden = !model.get("picture").byteLength;
    setText(said, ""); // the name of the file before
  });
  follow(model, ["alt"], () => {
    setAttribute(image, "alt", model.get("alt"));
    setAttribute(frame, "aria-label", model.get("alt"));
  });
  follow(model, ["caption"], () => {
    setText(caption, model.get("caption"));
  });
  return () => showBytes(image, null);
}

export default { render };
