/**
 * One chart in SVG, in real pixels: what Python's traits, the width and the pointer say, and nothing else, is drawn,
 * once a frame. Python owns the points; while the visitor moves one it is drawn where his hand is.
 */

const PATIENCE = 1000; // ms for which an edited point stays where it was put while Python hasn't answered
const FINGER = window.matchMedia("(pointer: coarse)");
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** @typedef {{x: number, y: number}} Place */

/** Draws the model's traits into `el` and takes the pointer and the keys. */
class ChartView {
  /** @type {View[]} */ views = [];
  /** @type {View[]} */ backdrop = [];
  /** @type {View|undefined} */ edited = undefined; // the view whose points can be edited
  /** @type {Plane} */ plane; // not there before the first frame
  /** @type {?Place} */ pointer = null; // where it is, in px of the svg
  /** @type {?{index: number, from: Place, offset: Place, moved: boolean}} */ drag = null; // the pressed point
  dragId = ""; // tells Python which moves are one: those of a drag, and those of a held arrow key
  /** @type {?Place & {index: number}} */ held = null; // where the visitor put a point, until Python agrees
  awaited = -1; // index of a point added by keyboard: it gets the focus once it is there
  // The last press, to know a double one: touch screens send no dblclick where scrolling is prevented.
  /** @type {?Place & {time: number}} */ tap = null;
  frame = 0;
  patience = 0;

  /** @param {Model} model @param {HTMLElement} el */
  constructor(model, el) {
    this.model = model;
    this.parts = elementsIn(el);
    this.link = connect(model);
    this.pencil = h("canvas").getContext("2d");
    this.sendMove = throttled((edit) => edit.index === this.held?.index && this.link.send(edit));
  }

  schedule = () => {
    this.frame ||= requestAnimationFrame(() => {
      this.frame = 0;
      this.draw();
    });
  };

  readLayers = () => {
    const count = this.edited?.xy.length;
    this.views = [...this.backdrop, ...this.model.get("layers").map(viewOf)];
    this.edited = this.model.get("editable") ? this.views.find((view) => view.kind === "points") : undefined;
    const { held } = this;
    const [x, y] = (held && this.edited?.xy.slice(2 * held.index)) ?? [];
    const agreed = !this.drag && x === held?.x && y === held?.y;
    if (this.edited?.xy.length !== count || agreed) this.held = this.drag = null;
    if (this.plane) this.placeViews(); // a key or a press may come before the next frame
    this.schedule();
  };

  readBackdrop = () => {
    this.backdrop = this.model.get("backdrop").map(viewOf);
    this.readLayers();
  };

  readTexts = () => {
    const { parts, model } = this;
    const [title, editable] = [model.get("title"), model.get("editable")];
    setText(parts.title, title);
    parts.values.replaceChildren(
      ...model.get("caption").map(([text, tone]) => h("span", { class: `aip-tone-${tone}` }, text)));
    const hint = (FINGER.matches && model.get("touch_hint")) || model.get("hint");
    setText(parts.hint, hint);
    parts.hint.hidden = !hint;
    parts.stage.style.aspectRatio = String(1 / model.get("aspect"));
    set(parts.svg, { role: editable ? "application" : "img", "aria-label": `${title}. ${model.get("description")}` });
    parts.svg.classList.toggle("aip-editable", editable);
  };

  measure(font) {
    this.pencil.font = `${font} 14px ${getComputedStyle(this.parts.svg).fontFamily}`;
    return (text) => this.pencil.measureText(text).width;
  }

  draw() {
    const { parts, views, model } = this;
    const [width, height] = [parts.stage.clientWidth, parts.stage.clientHeight];
    if (!width) return;
    const axes = [model.get("x_axis"), model.get("y_axis")];
    const beside = model.get("labels_beside");
    const room = beside ? roomBeside(views, this.measure("600"), width) : 0;
    this.plane = planeOf(axes, width, height, parts.clip.id, this.measure("400"), model.get("equal_units"), room);
    const { plot } = this.plane;
    this.placeViews();
    set(parts.svg, { width, height, viewBox: `0 0 ${width} ${height}` }); // the box lets it shrink on paper
    set(parts.clipBox, { x: plot.left, y: plot.top, width: plot.right - plot.left, height: plot.bottom - plot.top });
    drawAxes(parts.grid, parts.ticks, this.plane);
    const focused = this.dots().indexOf(document.activeElement);
    const groups = pool(parts.layers, "g", views.length);
    views.forEach((view, i) => drawLayer(view, groups[i], this.plane));
    drawLabels(parts, views, this.plane, this.measure("600"), beside, width);
    this.nameDots(focused);
    this.tell();
  }

  dots() {
    const group = this.edited && this.parts.layers.children[this.views.indexOf(this.edited)];
    return [...(group?.children ?? [])];
  }

  /** Pixels of all coordinates; of the held point where the visitor has it. */
  placeViews() {
    const { held, edited, plane } = this;
    for (const { xy, px } of this.views) {
      for (let i = 0; i < px.length; i += 2) [px[i], px[i + 1]] = [plane.x.px(xy[i]), plane.y.px(xy[i + 1])];
    }
    if (!held || !edited) return;
    const at = 2 * held.index;
    [edited.xy[at], edited.xy[at + 1]] = [held.x, held.y];
    [edited.px[at], edited.px[at + 1]] = [plane.x.px(held.x), plane.y.px(held.y)];
  }

  /** One of the points can be reached with Tab; the others from there. */
  nameDots(focused) {
    const dots = this.dots();
    if (this.awaited >= 0 && this.awaited < dots.length) [focused, this.awaited] = [this.awaited, -1];
    const reachable = clamp(focused, 0, dots.length - 1);
    const { axes } = this.plane;
    const xy = this.edited?.xy ?? [];
    const told = (i, k) => `${axes[k].label || "xy"[k]} ${textOf(xy[2 * i + k], axes[k])}`;
    dots.forEach((dot, i) => {
      const name = `Point ${i + 1} of ${dots.length}: ${told(i, 0)}, ${told(i, 1)}`;
      set(dot, { tabindex: i === reachable ? 0 : -1, role: "img", "aria-label": name });
    });
    set(this.parts.svg, { tabindex: this.edited && !dots.length ? 0 : null });
    if (focused >= 0 && dots[reachable] !== document.activeElement) dots[reachable]?.focus({ preventScroll: true });
  }

  tell() {
    const { parts, plane, views, edited } = this;
    const focused = this.dots().indexOf(document.activeElement);
    const index = this.drag?.moved ? this.drag.index : this.pointer ? -1 : focused;
    const at = edited && index >= 0 ? { x: edited.px[2 * index], y: edited.px[2 * index + 1] } : this.pointer;
    const told = at && toldAt(index >= 0 ? [edited] : views, at, plane);
    const guided = told && !told.point;
    set(parts.guide, { d: guided ? `M${round(told.x)} ${plane.plot.top}V${plane.plot.bottom}` : "" });
    drawTip(parts.tip, parts.marks, told, plane);
    parts.svg.classList.toggle("aip-grab", Boolean(this.pointer && edited && told?.point?.view === edited));
  }

  /** The values at a place in px, or at the nearest one in the plot. */
  valuesAt(left, top) {
    const { plot, x, y } = this.plane;
    return { x: x.value(clamp(left, plot.left, plot.right)), y: y.value(clamp(top, plot.top, plot.bottom)) };
  }

  /** Moves a point to a place in px. */
  put(index, left, top) {
    this.held = { index, ...this.valuesAt(left, top) };
    this.sendMove({ type: "edit", action: "move", drag: this.dragId, ...this.held });
    clearTimeout(this.patience);
    this.patience = setTimeout(this.letGo, PATIENCE);
    this.schedule();
  }

  letGo = () => {
    if (this.drag) return;
    this.held = null;
    this.readLayers();
  };

  add({ x, y }) {
    this.link.send({ type: "edit", action: "add", index: this.dots().length, ...this.valuesAt(x, y) });
  }

  remove(index) {
    // The indices on the screen are old until Python has heard of the last edit.
    if (!this.link.settled()) return;
    this.held = null;
    this.link.send({ type: "edit", action: "remove", index, x: 0, y: 0 });
  }

  place(event) {
    const { left, top } = this.parts.svg.getBoundingClientRect();
    return { x: event.clientX - left, y: event.clientY - top };
  }

  editedAt(place) {
    return this.edited && nearest([this.edited], place, this.plane.plot);
  }

  press = (event) => {
    if (event.button !== 0 || !event.isPrimary || !this.plane) return;
    const from = (this.pointer = this.place(event));
    const spot = this.editedAt(from);
    const { tap } = this;
    const again = tap && event.timeStamp - tap.time < 400 && Math.hypot(from.x - tap.x, from.y - tap.y) < 12;
    this.tap = again ? null : { ...from, time: event.timeStamp };
    this.schedule();
    if (again && spot) this.remove(spot.index);
    else if (again && this.edited && holds(this.plane.plot, from.x, from.y)) this.add(from);
    if (again || !spot) return;
    this.drag = { index: spot.index, from, offset: { x: spot.x - from.x, y: spot.y - from.y }, moved: false };
    this.dragId = uniqueId();
    this.parts.svg.setPointerCapture(event.pointerId);
    this.dots()[spot.index].focus({ preventScroll: true });
  };

  move = (event) => {
    const { drag } = this;
    this.pointer = this.place(event);
    this.schedule();
    if (!drag) return;
    drag.moved ||= Math.hypot(this.pointer.x - drag.from.x, this.pointer.y - drag.from.y) > 3;
    if (drag.moved) this.put(drag.index, this.pointer.x + drag.offset.x, this.pointer.y + drag.offset.y);
  };

  release = (event) => {
    if (this.drag?.moved) this.tap = null;
    this.drag = null;
    if (event.type === "pointercancel") this.pointer = null;
    this.schedule();
  };

  forget = () => {
    this.pointer = null;
    this.schedule();
  };

  key = (event) => {
    if (!this.edited || !this.plane) return;
    const { px } = this.edited;
    const { plot } = this.plane;
    const dots = this.dots();
    const index = dots.indexOf(event.target);
    const [width, height] = [plot.right - plot.left, plot.bottom - plot.top];
    const at = { x: px[2 * index] ?? plot.left + width / 2, y: px[2 * index + 1] ?? plot.top + height / 2 };
    const step = STEPS[event.key];
    if (step && index >= 0) {
      if (!event.repeat) this.dragId = uniqueId();
      this.put(index, at.x + (step[0] * width) / 100, at.y + (step[1] * height) / 100);
    } else if (event.key === "PageDown" || event.key === "PageUp") {
      dots[clamp(index + (event.key === "PageDown" ? 1 : -1), 0, dots.length - 1)]?.focus();
    } else if ((event.key === "Delete" || event.key === "Backspace") && index >= 0) {
      this.remove(index);
    } else if (event.key === "+") {
      this.awaited = dots.length;
      this.add({ x: at.x + (index < 0 ? 0 : 3 * REACH), y: at.y });
    } else return;
    event.preventDefault();
    event.stopPropagation();
    this.pointer = null;
  };

  /** @param {AbortSignal} signal ends the listening */
  listen(signal) {
    const { svg } = this.parts;
    const on = (target, type, listener, options) => target.addEventListener(type, listener, { signal, ...options });
    on(svg, "pointerdown", this.press);
    on(svg, "pointermove", this.move);
    on(svg, "pointerup", this.release);
    on(svg, "pointercancel", this.release);
    // A finger lifted leaves what it showed; the next touch elsewhere ends it.
    on(svg, "pointerleave", (event) => event.pointerType === "touch" || this.drag || this.forget());
    on(document, "pointerdown", (event) => svg.contains(event.target) || this.forget());
    on(svg, "keydown", this.key);
    on(FINGER, "change", this.readTexts);
    on(svg, "focusin", this.schedule);
    on(svg, "focusout", this.schedule);
    // The press gave the focus to the point; a finger on a point drags it and doesn't scroll the page.
    on(svg, "mousedown", (event) => this.drag && event.preventDefault());
    on(svg, "touchstart", (event) => {
      if (this.plane && this.editedAt(this.place(event.touches[0]))) event.preventDefault();
    }, { passive: false });
  }
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-chart");
  const view = new ChartView(model, el);
  const saving = saver(model, view.link);
  el.append(saving);
  const listening = new AbortController();
  view.listen(listening.signal);
  const size = new ResizeObserver(view.schedule);
  size.observe(view.parts.stage);
  follow(model, ["backdrop"], view.readBackdrop);
  follow(model, ["layers", "editable"], view.readLayers);
  follow(model, ["title", "caption", "hint", "touch_hint", "description", "aspect", "editable"], view.readTexts);
  follow(model, ["title"], () => {
    setAttribute(saving.firstChild, "aria-label", `Save ${model.get("title")}`.trim());
  });
  follow(model, ["x_axis", "y_axis", "equal_units", "labels_beside"], view.schedule);
  return () => {
    listening.abort();
    size.disconnect();
    cancelAnimationFrame(view.frame);
  };
}

export default { render };
