// Presets, sliders, choices, switches and texts.

/** @typedef {{name: string, label: string, help: string, group: string, kind: string, minimum: ?number,
 *   maximum: ?number, log: boolean, choices: ?{value: any, label: string}[], more: boolean}} Knob */

const MOST_STOPS = 240;
/** Where 0 turns something off, a logarithmic slider begins there and goes on at this share of its right end. */
const LEAST_SHARE = 1e-5;

/** A number for people: 0.00001, 10,000, six digits where there are more. */
function format(value) {
  const digits = Number.isInteger(value) ? 21 : 6;
  return value.toLocaleString("en-US", { maximumSignificantDigits: digits });
}

/** What a person typed: 1e-5, 10,000 and 0,5 too. NaN if it is no number. */
function parse(text) {
  const bare = text.replace(/[\s_]/g, "");
  if (bare === "") return NaN;
  if (/^[-+]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(bare)) return Number(bare.replaceAll(",", ""));
  return Number(bare.replace(",", "."));
}

/** The smallest of 1, 2, 5, 10, 20, 50, ... that is at least `step`. */
function niceStep(step) {
  const power = 10 ** Math.floor(Math.log10(step));
  return power * ([1, 2, 5].find((factor) => factor * power >= step * 0.999999) ?? 10);
}

/**
 * The values a slider can stand on, in order; null where a slider makes no sense.
 * @param {Knob} knob
 * @returns {?number[]}
 */
function sliderStops(knob) {
  const { minimum, maximum, kind, log } = knob;
  const whole = kind === "integer";
  if (minimum === null || maximum === null || minimum >= maximum) return null;
  if (whole && !log && maximum - minimum > 100000) return null;
  const stops = [minimum];
  if (log) {
    const low = minimum > 0 ? minimum : whole ? 1 : maximum * LEAST_SHARE;
    const count = Math.min(MOST_STOPS, Math.max(60, Math.round(40 * Math.log10(maximum / low))));
    for (let k = 0; k < count; k += 1) {
      const value = Number((low * (maximum / low) ** (k / count)).toPrecision(2));
      stops.push(whole ? Math.round(value) : value);
    }
  } else {
    const step = Math.max(niceStep((maximum - minimum) / 200), whole ? 1 : 0);
    for (let k = 1; minimum + k * step < maximum; k += 1) stops.push(Number((minimum + k * step).toPrecision(12)));
  }
  stops.push(maximum);
  return [...new Set(stops)].filter((stop) => stop >= minimum && stop <= maximum).sort((a, b) => a - b);
}

/** Index of the stop nearest to a value. */
function nearestStop(stops, value) {
  const above = stops.findIndex((stop) => stop >= value);
  if (above === -1) return stops.length - 1;
  return above > 0 && value - stops[above - 1] < stops[above] - value ? above - 1 : above;
}

function clamp(value, knob) {
  const whole = knob.kind === "integer" ? Math.round(value) : value;
  return Math.min(knob.maximum ?? Infinity, Math.max(knob.minimum ?? -Infinity, whole));
}

/**
 * A control is {head, body, show(value), disable(flag), busy()}: what stands beside and under the name, and whether
 * the user has it in hand, so that no older value may overwrite it.
 */
function numberControl(knob, ids, turn, release) {
  const stops = sliderStops(knob);
  const field = h("input", {
    class: "aip-value", type: "text", inputmode: knob.kind === "integer" ? "numeric" : "decimal",
    autocomplete: "off", spellcheck: "false", "aria-describedby": ids.help,
  });
  let shown = 0;
  let typing = false;
  let held = false;
  const slider = stops && h("input", {
    type: "range", class: "aip-range", min: 0, max: stops.length - 1, step: 1, id: ids.control,
    "aria-describedby": ids.help,
  });
  const pass = throttled(turn);
  const display = (value) => {
    shown = value;
    if (!typing) field.value = format(value);
    field.style.width = `${Math.max(4, field.value.length + 2)}ch`;
    if (!slider) return;
    if (!held) slider.value = String(nearestStop(stops, value));
    slider.style.setProperty("--aip-fill", Number(slider.value) / (stops.length - 1));
    slider.setAttribute("aria-valuetext", knob.log && value === 0 ? "off" : format(value));
  };
  if (slider) {
    field.setAttribute("aria-label", `${knob.label}, value`);
    slider.addEventListener("pointerdown", () => { held = true; });
    const letGo = () => {
      held = false;
      release();
    };
    for (const end of ["pointerup", "pointercancel", "blur"]) slider.addEventListener(end, letGo);
    slider.addEventListener("input", () => {
      const value = stops[Number(slider.value)];
      display(value);
      pass(value);
    });
  } else {
    field.id = ids.control;
  }
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", () => { typing = true; });
  field.addEventListener("keydown", (event) => {
    if (event.key === "Enter") field.blur();
    if (event.key === "Escape") {
      typing = false;
      display(shown);
      release();
    }
  });
  field.addEventListener("blur", () => {
    if (!typing) return;
    typing = false;
    const value = parse(field.value);
    if (!Number.isNaN(value)) turn(clamp(value, knob));
    display(Number.isNaN(value) ? shown : clamp(value, knob));
    release();
  });
  return {
    head: field, body: slider, show: display, inHand: () => held || typing || pass.waiting(),
    disable: (flag) => { for (const input of [field, slider]) if (input) input.disabled = flag; },
  };
}

function chipsControl(knob, ids, turn) {
  const name = uniqueId();
  const chips = knob.choices.map((choice, index) => h("label", { class: "aip-chip" },
    h("input", { type: "radio", name, value: index, onchange: () => turn(index) }), h("span", {}, choice.label)));
  const inputs = chips.map((chip) => chip.firstChild);
  const body = h("div", {
    class: "aip-chips", role: "radiogroup", "aria-labelledby": ids.label, "aria-describedby": ids.help,
  }, ...chips);
  return {
    body, inHand: () => false,
    show: (value) => knob.choices.forEach((choice, index) => { inputs[index].checked = choice.value === value; }),
    disable: (flag) => { for (const input of inputs) input.disabled = flag; },
  };
}

function selectControl(knob, ids, turn) {
  const body = h("select", {
    class: "aip-select", id: ids.control, "aria-describedby": ids.help, onchange: () => turn(body.selectedIndex),
  }, ...knob.choices.map((choice) => h("option", {}, choice.label)));
  return {
    body, inHand: () => false,
    show: (value) => { body.selectedIndex = knob.choices.findIndex((choice) => choice.value === value); },
    disable: (flag) => { body.disabled = flag; },
  };
}

function switchControl(knob, ids, turn) {
  const head = h("input", {
    type: "checkbox", role: "switch", class: "aip-switch", id: ids.control, "aria-describedby": ids.help,
    onchange: () => turn(head.checked),
  });
  return {
    head, inHand: () => false,
    show: (value) => { head.checked = value; },
    disable: (flag) => { head.disabled = flag; },
  };
}

/** A text is handed over when it is finished: at Enter, or when the field is left. */
function textControl(knob, ids, turn, release) {
  let typing = false;
  const field = h("input", {
    class: "aip-field", type: "text", id: ids.control, maxlength: knob.maximum, autocomplete: "off",
    autocapitalize: "off", spellcheck: "false", "aria-describedby": ids.help,
    oninput: () => { typing = true; },
    onkeydown: (event) => {
      if (event.key === "Escape") typing = false;
      if (event.key === "Enter" || event.key === "Escape") finish();
    },
    onblur: finish,
  });
  function finish() {
    if (typing) turn(field.value.replace(/\s+/g, " ").trim());
    typing = false;
    release();
  }
  return {
    body: field, inHand: () => typing,
    show: (value) => { if (field.value !== value) field.value = value; },
    disable: (flag) => { field.disabled = flag; },
  };
}

/**
 * One knob: name, control, and a line that helps, notes something or says why it can't be turned.
 * @param {Model} model
 * @param {Link} link
 */
function knobRow(knob, model, link) {
  const ids = { control: uniqueId(), label: uniqueId(), help: uniqueId() };
  const turn = (value) => link.send({ type: "change", name: knob.name, value });
  const showValue = () => {
    if (link.settled() && !control.inHand()) control.show(model.get("values")[knob.name]);
  };
  const make = { switch: switchControl, text: textControl, choice: knob.choices?.length > 4 ? selectControl : chipsControl };
  const control = (make[knob.kind] ?? numberControl)(knob, ids, turn, showValue);
  const chips = control.body?.getAttribute("role") === "radiogroup";
  const label = h(chips ? "span" : "label", { class: "aip-knob-name", id: ids.label, for: !chips && ids.control },
    knob.label);
  const text = h("span");
  const action = h("button", {
    class: "aip-link", type: "button", onclick: () => link.send({ type: "note", name: knob.name }),
  });
  const element = h("div", { class: `aip-knob aip-knob-${knob.kind}` },
    h("div", { class: "aip-knob-head" }, label, control.head ?? ""), control.body ?? "",
    h("div", { class: "aip-help", id: ids.help }, text, " ", action));
  return {
    element,
    hidden: () => model.get("hidden").includes(knob.name),
    update() {
      const reason = model.get("disabled")[knob.name];
      const note = reason === undefined ? model.get("notes")[knob.name] : undefined;
      element.hidden = this.hidden();
      element.classList.toggle("aip-off", reason !== undefined);
      control.disable(reason !== undefined);
      setText(text, reason ?? note?.text ?? knob.help);
      setText(action, note?.action ?? "");
      action.hidden = !note?.action;
      showValue();
    },
  };
}

/** The knobs of one group under its title, the rare ones folded away, unless they were opened before. */
function group(title, rows, folded) {
  const more = h("details", { class: "aip-more" }, h("summary", {}, "More"), ...folded.map((row) => row.element));
  const key = `aip-more ${location.pathname} ${title}`;
  more.open = remembered(key) === "open";
  more.addEventListener("toggle", () => remember(key, more.open ? "open" : null));
  const id = uniqueId();
  const element = h("section", { class: "aip-group", role: "group", "aria-labelledby": title ? id : null },
    title ? h("div", { class: "aip-group-title", id }, title) : "", ...rows.map((row) => row.element), more);
  return {
    element,
    update() {
      for (const row of [...rows, ...folded]) row.update();
      more.hidden = folded.every((row) => row.hidden());
      element.hidden = more.hidden && rows.every((row) => row.hidden());
    },
  };
}

/** Chips for the presets, and the promise of the one in force. @param {Model} model @param {Link} link */
function presetBar(model, link) {
  const presets = model.get("presets");
  const chips = presets.map((preset) => h("button", {
    class: "aip-chip aip-preset", type: "button", title: preset.promise,
    onclick: () => link.send({ type: "preset", name: preset.name }),
  }, preset.label));
  const promise = h("p", { class: "aip-promise", "aria-live": "polite" });
  const undo = h("button", {
    class: "aip-link aip-undo", type: "button", title: "Take back the last change of a knob",
    onclick: () => link.send({ type: "undo" }),
  }, "Undo knob");
  return {
    element: h("div", { class: "aip-presets", role: "group", "aria-label": "Presets", hidden: !presets.length },
      h("div", { class: "aip-chips" }, ...chips), h("div", { class: "aip-promise-row" }, promise, undo)),
    update() {
      const active = presets.find((preset) => preset.name === model.get("active_preset"));
      presets.forEach((preset, index) => chips[index].setAttribute("aria-pressed", String(preset === active)));
      setText(promise, active?.promise ?? "Knobs as you turned them.");
      undo.disabled = !model.get("can_undo");
    },
  };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-knobs");
  let parts = [];
  const update = () => parts.forEach((part) => part.update());
  const link = connect(model, update);
  const build = () => {
    const titles = [...new Set(model.get("schema").map((knob) => knob.group))];
    const rowsOf = (title, more) => model.get("schema").filter((knob) => knob.group === title && !!knob.more === more)
      .map((knob) => knobRow(knob, model, link));
    const groups = titles.map((title) => group(title, rowsOf(title, false), rowsOf(title, true)));
    parts = [presetBar(model, link), ...groups];
    el.replaceChildren(...parts.map((part) => part.element));
    update();
  };
  follow(model, ["schema", "presets"], build);
  follow(model, ["values", "active_preset", "notes", "disabled", "hidden", "can_undo"], update);
}

export default { render };
