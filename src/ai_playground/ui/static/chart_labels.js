/**
 * The labels of a chart's layers: lines', markers' and rules' names in their colours.
 * (A widget's module can't import another, so chart.py joins the chart's files.)
 */

// px from a label's anchor to its base line, best first: lines of text, and then places between them
const LABEL_SHIFTS = [-9, 20, 5, -27, 38, -45, 56, -63, 74, 29, -18, 47, -36];
const LINE_HEIGHT = 17; // px from one label beside the plot to the next
const BESIDE = 10; // px from a line's end to its label
const MOST_BESIDE = 0.4; // of the chart's width, for the labels beside the plot: on a phone long ones are cut

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

/** Heights as near to the `wanted` ones, which rise, as can be with `gap` between them, from `low` to `high`. */
function spread(wanted, gap, low, high) {
  const between = Math.min(gap, (high - low) / Math.max(wanted.length - 1, 1));
  // Those that would be too near to each other stand around their mean (pool adjacent violators).
  const heaps = [];
  wanted.forEach((height, i) => {
    let heap = { sum: height - i * between, count: 1 };
    while (heaps.length && heaps.at(-1).sum / heaps.at(-1).count > heap.sum / heap.count) {
      const above = heaps.pop();
      heap = { sum: above.sum + heap.sum, count: above.count + heap.count };
    }
    heaps.push(heap);
  });
  const last = high - (wanted.length - 1) * between;
  return heaps.flatMap(({ sum, count }) => Array(count).fill(clamp(sum / count, low, last)))
    .map((height, i) => height + i * between);
}

/** Writes the lines' labels right of their ends, in the order of these, with a leader to one that had to move. */
function drawBeside(labelled, leaders, { plot }, measure, width) {
  const ends = labelled.map((each) => ({ ...each, end: each.anchors[0] })).sort((a, b) => a.end.y - b.end.y);
  const heights = spread(ends.map(({ end }) => end.y), LINE_HEIGHT, plot.top + 6, plot.bottom - 6);
  const left = Math.max(...ends.map(({ end }) => end.x)) + BESIDE;
  const paths = pool(leaders, "path", ends.length);
  return ends.map(({ view, text, end }, i) => {
    const base = heights[i] + 5;
    setText(text, cut(view.label, width - left, measure));
    set(text, { x: round(left), y: round(base) });
    const moved = Math.abs(heights[i] - end.y) > 2 || left - end.x > BESIDE;
    const d = moved ? `M${round(end.x)} ${round(end.y)}L${round(left - 3)} ${round(heights[i])}` : "";
    set(paths[i], { class: `aip-tone-${view.tone}`, d });
    return { left, right: left + measure(view.label), top: base - 13, bottom: base + 4, base, at: end.y };
  });
}

/** `label`, or as much of its beginning as goes into so many px. */
function cut(label, most, measure) {
  if (measure(label) <= most) return label;
  let length = label.length - 1;
  while (length > 1 && measure(`${label.slice(0, length).trimEnd()}…`) > most) length -= 1;
  return `${label.slice(0, length).trimEnd()}…`;
}

/** Room that the lines' labels get to the right of the plot, in px. */
function roomBeside(views, measure, width) {
  const widths = views.filter(({ kind, label }) => kind === "line" && label).map(({ label }) => measure(label));
  return widths.length ? Math.min(Math.max(...widths) + BESIDE + 2, MOST_BESIDE * width) : 0;
}

/**
 * Writes the labels beside their anchors: above or below, or further off, where they cover each other never and the
 * rest of the chart least. A label keeps its place unless another one is clearly better, so that it doesn't hop.
 * With `beside`, those of lines stand to the right of them all.
 */
function drawLabels({ labels, leaders }, views, plane, measure, beside, width) {
  const { plot } = plane;
  const texts = pool(labels, "text", views.length);
  const labelled = views.map((view, i) => (
    { view, text: texts[i], anchors: view.label ? anchorsOf(view, plane) : [] }));
  for (const { view, text, anchors } of labelled) {
    set(text, { class: `aip-chart-label aip-tone-${view.tone}`, display: anchors.length ? "inline" : "none" });
  }
  const isBeside = ({ view, anchors }) => beside && view.kind === "line" && anchors.length;
  const taken = drawBeside(labelled.filter(isBeside), leaders, plane, measure, width);
  // From top to bottom, so that the upper of two takes the place above; rules matter least and come last.
  const order = labelled.filter((each) => each.anchors.length && !isBeside(each))
    .sort((a, b) => Number(a.view.kind === "rule") - Number(b.view.kind === "rule") || a.anchors[0].y - b.anchors[0].y);
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
