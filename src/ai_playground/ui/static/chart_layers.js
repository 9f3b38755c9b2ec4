/**
 * The elements of a chart; draws axes, layers, their labels, and the values under the pointer.
 * Nodes are kept and get new attributes: building them anew 10 times a second would lose focus, drags and frames.
 *
 * @typedef {{plot: Box & {clip: string}, width: number, axes: Axis[], ticks: any[][], x: Scale, y: Scale}} Plane
 */

// px from a label's anchor to its base line, best first: lines of text, and then places between them
const LABEL_SHIFTS = [-9, 20, 5, -27, 38, -45, 56, -63, 74, 29, -18, 47, -36];
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

/** @param {View} view @param {Element} group @param {Plane} plane */
function drawLayer(view, group, { plot, x, y }) {
  const { kind, px } = view;
  if (group.dataset.kind !== kind) group.replaceChildren();
  set(group, { "data-kind": kind, class: `aip-${kind} aip-tone-${view.tone}` });
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

/** Where a layer's label may be, best first, and on which side of it (-1 left, 1 right); only what can be seen. */
function anchorsOf(view, { plot, x, y }) {
  const { kind, px } = view;
  if (kind === "line") {
    const end = lastSegment(px, (x0, y0, x1, y1) => {
      const part = within(x0, y0, x1, y1, plot);
      return part && { x: x0 + part[1] * (x1 - x0), y: y0 + part[1] * (y1 - y0), side: -1 };
    });
    return end ? [end] : [];
  }
  let [left, right, height] = [px[0] - 10, px[0] + 10, px[1]];
  if (kind === "rule" && view.axis === "x") [left, right, height] = [x.px(view.at) - 6, x.px(view.at) + 6, plot.top];
  if (kind === "rule" && view.axis === "y") [left, right, height] = [plot.right, plot.left, y.px(view.at)];
  const sides = [{ x: right, y: height, side: 1 }, { x: left, y: height, side: -1 }];
  if (kind === "rule" && view.axis === "y") sides.reverse();
  return sides.filter((anchor) => holds(plot, anchor.x, anchor.y));
}

/** How much of importance a label would cover in a box. @param {View} view @param {Box} box */
function coveredBy({ kind, px }, box) {
  if (kind === "line") {
    const beside = (a, b, low, high) => (a < low && b < low) || (a > high && b > high);
    const crosses = (x0, y0, x1, y1) =>
      !beside(x0, x1, box.left, box.right) && !beside(y0, y1, box.top, box.bottom) && within(x0, y0, x1, y1, box);
    return lastSegment(px, crosses) ? 8 : 0;
  }
  let covered = 0;
  for (let i = 0; DOT[kind] && i < px.length; i += 2) {
    if (holds(box, px[i], px[i + 1], DOT[kind])) covered += kind === "marker" ? 10 : 6;
  }
  return covered;
}

/**
 * Writes the labels beside their anchors: above or below, or further off, where they cover each other never and the
 * rest of the chart least. A label keeps its place unless another one is clearly better, so that it doesn't hop.
 */
function drawLabels(group, views, plane, measure) {
  const { plot } = plane;
  const taken = [];
  const texts = pool(group, "text", views.length);
  const labelled = views.map((view, i) => (
    { view, text: texts[i], anchors: view.label ? anchorsOf(view, plane) : [] }));
  for (const { view, text, anchors } of labelled) {
    set(text, { class: `aip-chart-label aip-tone-${view.tone}`, display: anchors.length ? "inline" : "none" });
  }
  // From top to bottom, so that the upper of two takes the place above; rules matter least and come last.
  const order = labelled.filter(({ anchors }) => anchors.length)
    .sort((a, b) => (a.view.kind === "rule") - (b.view.kind === "rule") || a.anchors[0].y - b.anchors[0].y);
  for (const { view, text, anchors } of order) {
    const width = measure(view.label);
    const choices = anchors.flatMap((anchor, second) => LABEL_SHIFTS.map((shift, further) => {
      const left = clamp(anchor.side < 0 ? anchor.x - width : anchor.x, plot.left + 2, plot.right - width);
      const base = anchor.y + shift;
      const box = { left: left - 2, right: left + width + 2, top: base - 13, bottom: base + 4 };
      const clashes = taken.filter((other) => box.left < other.right && other.left < box.right
        && box.top < other.bottom && other.top < box.bottom).length;
      const outside = base - 13 < plot.top - 4 || base > plot.bottom - 2 ? 1 : 0;
      const covered = views.reduce((sum, other) => sum + coveredBy(other, box) / (other === view ? 2 : 1), 0);
      // Labels stand in the order of what they name.
      const swapped = taken.filter((other) => (other.base - base) * (other.at - anchor.y) < 0).length;
      const name = `${second} ${shift}`;
      const kept = text.dataset.choice === name ? 3 : 0;
      const cost = 100 * (clashes + 2 * outside) + 6 * swapped + covered + second + further / 2 - kept;
      return { name, cost, left, base, box: { ...box, base, at: anchor.y } };
    }));
    const best = choices.reduce((a, b) => (b.cost < a.cost ? b : a));
    taken.push(best.box);
    text.dataset.choice = best.name;
    setText(text, view.label);
    set(text, { x: round(best.left), y: round(best.base) });
  }
}

/** The largest box with the middle of `box` in which a unit of both axes has the same length. @returns {Box} */
function equalised({ left, right, top, bottom }, [across, up]) {
  const [units, rows] = [across, up].map(({ domain: [low, high] }) => high - low);
  const unit = Math.min((right - left) / units, (bottom - top) / rows);
  const [beside, above] = [(right - left - unit * units) / 2, (bottom - top - unit * rows) / 2];
  return { left: left + beside, right: right - beside, top: top + above, bottom: bottom - above };
}

/** The plane for a stage of this size, with its ticks. @returns {Plane & {ticks: any[][]}} */
function planeOf(axes, width, height, clip, measure, equalUnits) {
  const top = nameOf(axes[1]) ? 30 : 12;
  const bottom = height - (nameOf(axes[0]) ? 46 : 26);
  const yTicks = ticksOf(axes[1], clamp(Math.floor((bottom - top) / 36), 2, 6));
  const left = Math.max(44, ...yTicks.map(([, text]) => measure(text) + 12));
  const xTicks = ticksOf(axes[0], clamp(Math.floor((width - left) / 64), 2, 6));
  const margin = Math.max(16, ...xTicks.slice(-1).map(([, text]) => measure(text) / 2));
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
  const rows = curves.flatMap(({ label, tone, ...view }) => {
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
