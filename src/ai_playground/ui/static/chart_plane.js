/**
 * The plane of a chart: from values to pixels and back, round ticks and their texts, clipping, paths.
 * Pure functions, no page. (A widget's module can't import another, so chart.py joins the chart's files.)
 *
 * @typedef {{label: string, log: boolean, domain: [number, number], names?: string[]}} Axis
 * @typedef {{px: (value: number) => number, value: (px: number) => number}} Scale
 * @typedef {{left: number, right: number, top: number, bottom: number}} Box
 * @typedef {Object<string, any> & {kind: string, tone: string, xy: Float64Array, px: Float64Array}} View  A layer,
 *   its coordinates in values (xy) and in pixels (px): x, y, x, y, ...
 */

const REACH = 20; // px around a point in which the pointer takes it: a target of 40 px
const FAR = 1e5; // px, far outside; SVG itself fails at much larger numbers

const clamp = (value, low, high) => Math.min(Math.max(value, low), high);
const round = (px) => Math.round(px * 10) / 10;
const superscript = (number) => String(number).replace(/./g, (c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[+c]));

/** A number for people: "10,500", "−0.25", "3.2·10⁻⁷". */
function numeral(value, digits = 6) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  if (value === 0 || (exponent >= -4 && exponent < 7)) {
    return Number(`${mantissa}e${exponent}`).toLocaleString("en-US", { maximumFractionDigits: 12 }).replace("-", "−");
  }
  return `${Number(mantissa)}·10${superscript(Number(exponent))}`.replace(/^(-?)1·/, "$1").replace("-", "−");
}

/** Pixels of an axis that runs `from` .. `to`; NaN for what can't be drawn. @returns {Scale} */
function scaleOf({ log, domain }, from, to) {
  const [low, high] = log ? domain.map(Math.log10) : domain;
  return {
    px(value) {
      const share = ((log ? Math.log10(value) : value) - low) / (high - low);
      return Number.isFinite(share) ? clamp(from + share * (to - from), -FAR, FAR) : NaN;
    },
    value(px) {
      const value = low + ((px - from) / (to - from)) * (high - low);
      if (log) return Number((10 ** value).toPrecision(4));
      // No more digits than a pixel is worth.
      return Number(value.toFixed(clamp(3 - Math.floor(Math.log10(high - low)), 0, 100)));
    },
  };
}

/**
 * Where all ticks of an axis would begin with the same many digits: the roundest value among them, and they are
 * counted from there. Otherwise 0. @param {Axis} axis
 */
function originOf({ log, domain: [low, high] }) {
  const far = Math.max(Math.abs(low), Math.abs(high));
  if (log || far <= 1e4 * (high - low)) return 0;
  for (let exponent = Math.ceil(Math.log10(far)); exponent > Math.log10(high - low) - 1; exponent -= 1) {
    const round = Number(`${Math.floor(high / 10 ** exponent)}e${exponent}`);
    if (round >= low) return round;
  }
  return low;
}

/** What an axis is called beside its ticks. @param {Axis} axis */
function nameOf(axis) {
  const origin = originOf(axis);
  return origin ? `${axis.label || "value"} ${origin < 0 ? "+" : "−"} ${numeral(Math.abs(origin), 15)}` : axis.label;
}

/**
 * A value on an axis for people, with digits enough to tell it from its neighbours.
 * @param {number} value
 * @param {Axis} axis
 */
function textOf(value, { log, domain: [low, high] }) {
  const places = Math.log10(Math.max(Math.abs(low), Math.abs(high))) - Math.log10(high - low);
  return numeral(value, log ? 6 : clamp(Math.ceil(places) + 4, 6, 15));
}

/** At most about `most` round values within the axis' domain, with their texts; or its names. @param {Axis} axis */
function ticksOf(axis, most) {
  const { log, domain: [low, high], names } = axis;
  if (names?.length) return names.map((name, place) => [place, name]);
  const inDomain = (values) => values.filter((value) => value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9));
  if (log) {
    const first = Math.floor(Math.log10(low));
    const exponents = Array.from({ length: Math.ceil(Math.log10(high)) - first + 1 }, (_, i) => first + i);
    const decades = inDomain(exponents.map((e) => Number(`1e${e}`)));
    if (decades.length > 1) {
      const stride = Math.ceil(decades.length / most);
      const shown = decades.filter((value) => Math.round(Math.log10(value)) % stride === 0);
      const plain = shown[0] >= 0.01 && shown[shown.length - 1] <= 1e4;
      const power = (value) => (value === 1 ? "1" : `10${superscript(Math.round(Math.log10(value)))}`);
      return shown.map((value) => [value, plain ? numeral(value) : power(value)]);
    }
    const finer = inDomain(exponents.flatMap((e) => [1, 2, 5].map((digit) => Number(`${digit}e${e}`))));
    if (finer.length > 1) return finer.map((value) => [value, numeral(value)]);
  }
  const unit = 10 ** Math.floor(Math.log10((high - low) / most));
  const step = unit * ([1, 2, 5].find((factor) => unit * factor * most >= (high - low) * (1 - 1e-9)) ?? 10);
  const origin = originOf(axis);
  const first = Math.ceil((low - origin) / step - 1e-9);
  const count = Math.floor((high - origin) / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, i) => Number(((first + i) * step).toPrecision(12)))
    .map((value) => [origin + value, numeral(value, 9)]);
}

/** Whether a point lies in a box; the slack is for what rounding does to a point on the border. */
const holds = ({ left, right, top, bottom }, x, y, slack = 0.01) =>
  x >= left - slack && x <= right + slack && y >= top - slack && y <= bottom + slack;

/** The part [from, to] of a segment that lies in a box, as shares of it, or null (Liang and Barsky 1984). */
function within(x0, y0, x1, y1, box) {
  let from = 0;
  let to = 1;
  for (const [start, delta, low, high] of [[x0, x1 - x0, box.left, box.right], [y0, y1 - y0, box.top, box.bottom]]) {
    if (delta === 0 && (start < low || start > high)) return null;
    if (delta === 0) continue;
    const [a, b] = [(low - start) / delta, (high - start) / delta];
    from = Math.max(from, Math.min(a, b));
    to = Math.min(to, Math.max(a, b));
  }
  return from <= to ? [from, to] : null;
}

/** Calls `visit(x0, y0, x1, y1)` for the segments of a path, last first, until it returns something. */
function lastSegment(px, visit) {
  for (let i = px.length - 4; i >= 0; i -= 2) {
    const found = visit(px[i], px[i + 1], px[i + 2], px[i + 3]);
    if (found) return found;
  }
  return null;
}

/** The attribute `d` of a path that lifts its pen at `starts` and at gaps. */
function pathOf(px, starts = []) {
  const lifts = new Set(starts);
  let d = "";
  let pen = "M";
  for (let i = 0; i < px.length; i += 2) {
    if (lifts.has(i / 2)) pen = "M";
    const drawn = px[i] === px[i] && px[i + 1] === px[i + 1];
    if (drawn) d += `${pen}${round(px[i])} ${round(px[i + 1])}`;
    pen = drawn ? "L" : "M";
  }
  return d;
}

/** The visible point that the pointer reaches, or null: of dots, markers, and paths that turn back in x. */
function nearest(views, at, plot) {
  let best = null;
  for (const view of views) {
    const { kind, px } = view;
    for (let i = 0; kind !== "contours" && !view.curve && i < px.length; i += 2) {
      const distance = Math.hypot(px[i] - at.x, px[i + 1] - at.y);
      if (distance < (best?.distance ?? REACH) && holds(plot, px[i], px[i + 1])) {
        best = { view, index: i / 2, distance, x: px[i], y: px[i + 1] };
      }
    }
  }
  return best;
}

/** Height of a curve at `left` px: [px, value], or null where it has none. A vertex gives its own value. */
function heightAt({ px, xy }, left, scale) {
  for (let i = 0; i + 3 < px.length; i += 2) {
    const share = px[i + 2] === px[i] ? 0 : (left - px[i]) / (px[i + 2] - px[i]);
    const height = px[i + 1] + share * (px[i + 3] - px[i + 1]);
    if (!(share > -1e-9 && share < 1 + 1e-9) || Number.isNaN(height)) continue;
    if (share < 1e-9) return [height, xy[i + 1]];
    return [height, share > 1 - 1e-9 ? xy[i + 3] : scale.value(height)];
  }
  return null;
}
