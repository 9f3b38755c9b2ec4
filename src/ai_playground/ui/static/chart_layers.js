/**
 * The elements of a chart; draws axes, layers, and the values under the pointer.
 * Nodes are kept and get new attributes: building them anew 10 times a second would lose focus, drags and frames.
 *
 * @typedef {{plot: Box & {clip: string}, width: number, axes: Axis[], ticks: [any[], any[]], x: Scale, y: Scale}} Plane
 */

const DOT = { points: 5, marker: 6 }; // px, the radius

const svgNode = (tag) => document.createElementNS("http://www.w3.org/2000/svg", tag);

function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) setAttribute(node, name, value);
}

/** The children of `parent`, after seeing to it that there are `count`. */
function pool(parent, tag, count) {
  while (parent.childElementCount > count) parent.lastElementChild.remove();
  while (parent.childElementCount < count) parent.append(svgNode(tag));
  return parent.children;
}

/** The elements of a chart, empty. */
function elementsIn(el) {
  const svg = svgNode("svg");
  const part = (tag, name, parent = svg) => {
    const node = parent.appendChild(svgNode(tag));
    set(node, { class: name });
    return node;
  };
  const clip = part("clipPath", "");
  const parts = {
    svg,
    clip,
    clipBox: part("rect", "", clip),
    grid: part("path", "aip-chart-grid"),
    ticks: part("g", "aip-chart-ticks"),
    layers: part("g", "aip-chart-layers"),
    leaders: part("g", "aip-chart-leaders"),
    guide: part("path", "aip-chart-guide"),
    marks: part("g", "aip-chart-marks"),
    labels: part("g", "aip-chart-labels"),
    title: h("b"),
    values: h("span"),
    tip: h("div", { class: "aip-chart-tip", role: "status", hidden: true }),
    hint: h("p", { class: "aip-chart-hint" }),
  };
  parts.stage = h("div", { class: "aip-chart-stage" }, svg, parts.tip);
  el.append(h("div", { class: "aip-chart-caption" }, parts.title, parts.values), parts.stage, parts.hint);
  // JupyterLab must not take the arrow keys and Delete for its own.
  set(svg, { "data-lm-suppress-shortcuts": "true" });
  set(clip, { id: uniqueId() });
  return parts;
}

/** @returns {View} */
function viewOf(layer) {
  let xy = new Float64Array(layer.kind === "marker" ? [layer.x, layer.y] : []);
  if (layer.xy) {
    const { buffer, byteOffset, byteLength } = layer.xy;
    xy = new Float64Array(buffer.slice(byteOffset, byteOffset + byteLength)); // a copy: the bytes may lie unaligned
  }
  const turns = (sign) => xy.some((x, i) => i > 1 && i % 2 === 0 && sign * (x - xy[i - 2]) < 0);
  return { ...layer, xy, px: new Float64Array(xy.length), curve: layer.kind === "line" && !(turns(1) && turns(-1)) };
}

/** @param {View} view @param {SVGElement} group @param {Plane} plane */
function drawLayer(view, group, { plot, x, y }) {
  const { kind, px } = view;
  if (group.dataset.kind !== kind) group.replaceChildren();
  set(group, { "data-kind": kind, class: `aip-${kind} aip-tone-${view.tone}${view.flat ? " aip-flat" : ""}` });
  if (DOT[kind]) {
    const dots = pool(group, "circle", px.length / 2);
    const hollow = new Set(view.muted);
    for (let i = 0; i < dots.length; i++) {
      // Dots aren't clipped, so that one on the border is whole.
      const drawn = holds(plot, px[2 * i], px[2 * i + 1]);
      set(dots[i], { display: drawn ? "inline" : "none", r: DOT[kind] });
      if (drawn) set(dots[i], { cx: round(px[2 * i]), cy: round(px[2 * i + 1]) });
      set(dots[i], { class: hollow.has(i) ? "aip-hollow" : "" });
    }
    return;
  }
  const path = pool(group, "path", 1)[0];
  set(group, { "clip-path": `url(#${plot.clip})` });
  if (kind === "rule") {
    const at = round(view.axis === "x" ? x.px(view.at) : y.px(view.at));
    const d = view.axis === "x" ? `M${at} ${plot.top}V${plot.bottom}` : `M${plot.left} ${at}H${plot.right}`;
    set(path, { d: Number.isFinite(at) ? d : "" });
  } else {
    set(path, { d: pathOf(px, view.offsets) });
  }
  set(path, { "stroke-dasharray": view.dash ? "7 5" : "none" });
  if (kind === "line") set(path, { "stroke-width": view.width, "stroke-opacity": view.opacity });
}

/** The largest box with the middle of `box` in which a unit of both axes has the same length. @returns {Box} */
function equalised({ left, right, top, bottom }, [across, up]) {
  const [units, rows] = [across, up].map(({ domain: [low, high] }) => high - low);
  const unit = Math.min((right - left) / units, (bottom - top) / rows);
  const [beside, above] = [(right - left - unit * units) / 2, (bottom - top - unit * rows) / 2];
  return { left: left + beside, right: right - beside, top: top + above, bottom: bottom - above };
}

/** The plane for a stage of this size, with `beside` px right of it. @returns {Plane} */
function planeOf(axes, width, height, clip, measure, equalUnits, beside) {
  const top = nameOf(axes[1]) ? 30 : 12;
  const bottom = height - (nameOf(axes[0]) ? 46 : 26);
  const yTicks = ticksOf(axes[1], clamp(Math.floor((bottom - top) / 36), 2, 6));
  const left = Math.max(44, ...yTicks.map(([, text]) => measure(text) + 12));
  const xTicks = ticksOf(axes[0], clamp(Math.floor((width - left - beside) / 64), 2, 6));
  const margin = Math.max(16, beside, ...xTicks.slice(-1).map(([, text]) => measure(text) / 2));
  const room = { left, right: width - margin, top, bottom };
  const plot = { ...(equalUnits ? equalised(room, axes) : room), clip };
  const [x, y] = [scaleOf(axes[0], plot.left, plot.right), scaleOf(axes[1], plot.bottom, plot.top)];
  return { axes, plot, width, x, y, ticks: [xTicks, yTicks] };
}

function drawAxes(grid, texts, { axes, plot, x, y, ticks: [xTicks, yTicks] }) {
  const lines = [...xTicks.map(([value]) => `M${round(x.px(value))} ${plot.top}V${plot.bottom}`),
    ...yTicks.map(([value]) => `M${plot.left} ${round(y.px(value))}H${plot.right}`)];
  set(grid, { d: lines.join("") });
  const words = [
    ...xTicks.map(([value, text]) => [text, x.px(value), plot.bottom + 19, "middle"]),
    ...yTicks.map(([value, text]) => [text, plot.left - 8, y.px(value) + 5, "end"]),
    [nameOf(axes[0]), plot.right, plot.bottom + 40, "end"],
    [nameOf(axes[1]), 0, 15, "start"],
  ];
  const nodes = pool(texts, "text", words.length);
  words.forEach(([text, left, base, anchor], i) => {
    setText(nodes[i], text);
    set(nodes[i], { x: round(left), y: round(base), "text-anchor": anchor });
  });
}

/** What the chart tells about a place: the point there, or else all curves at this x; null if nothing. */
function toldAt(views, at, { plot, axes, x, y }) {
  const point = nearest(views, at, plot);
  if (point) {
    const { view, index } = point;
    const values = axes.map((axis, k) => (
      { label: axis.label || "xy"[k], value: textOf(view.xy[2 * index + k], axis) }));
    return { title: view.name || view.label || "", rows: values, marks: [{ ...point, tone: view.tone }], point, ...at };
  }
  if (!holds(plot, at.x, at.y)) return null;
  const curves = views.filter((view) => view.curve);
  let [left, value, near] = [at.x, x.value(at.x), 8]; // a vertex this near is meant
  for (const { px, xy } of curves) {
    for (let i = 0; i < px.length; i += 2) {
      const distance = Math.abs(px[i] - at.x);
      if (distance < near) [left, value, near] = [px[i], xy[i], distance];
    }
  }
  const rows = curves.flatMap((view) => {
    const { label, tone } = view;
    const found = heightAt(view, left, y);
    const seen = found && holds(plot, left, found[0]);
    const text = seen && textOf(found[1], axes[1]);
    return seen ? [{ label: label || axes[1].label || "y", tone, y: found[0], value: text }] : [];
  });
  const title = `${axes[0].label || "x"} ${textOf(value, axes[0])}`;
  return rows.length ? { title, rows, marks: rows.map((row) => ({ ...row, x: left })), x: left, y: at.y } : null;
}

/** Shows what `told` says beside its place, or nothing. */
function drawTip(tip, marks, told, { plot, width }) {
  const rings = pool(marks, "circle", told ? told.marks.length : 0);
  for (let i = 0; i < rings.length; i++) {
    const { x, y, tone } = told.marks[i];
    set(rings[i], { class: `aip-tone-${tone}`, cx: round(x), cy: round(y), r: told.point ? 9 : 4.5 });
  }
  tip.hidden = !told;
  if (!told) return;
  const words = told.rows.map(({ label, value, tone }) => [label, value, tone ?? "mute"]);
  const content = JSON.stringify([told.title, words]);
  if (tip.dataset.content !== content) {
    const rows = words.map(([label, value, tone]) =>
      h("div", { class: `aip-tone-${tone}` }, h("span", {}, label), " ", h("b", {}, value)));
    tip.replaceChildren(...(told.title ? [h("strong", {}, told.title)] : []), ...rows);
    tip.dataset.content = content;
  }
  const beside = told.x + 16 + tip.offsetWidth > width ? told.x - 16 - tip.offsetWidth : told.x + 16;
  const above = clamp(told.y - tip.offsetHeight - 10, 0, plot.bottom);
  tip.style.transform = `translate(${Math.max(round(beside), 0)}px, ${round(above)}px)`;
}
