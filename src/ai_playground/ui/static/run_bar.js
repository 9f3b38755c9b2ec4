// Run, pause, step, stop, reset; figures, progress, timeline.

/** The filled button: [label, action] in each state but idle, where its label is the page's. */
const PRIMARY = {
  idle: [null, "run"],
  queued: ["Waiting", null],
  running: ["Pause", "pause"],
  paused: ["Resume", "resume"],
  done: ["Run again", "run"],
  stopped: ["Run again", "run"],
  failed: ["Run again", "run"],
};

/** @param {Model} model @param {Link} link */
function buttons(model, link) {
  const button = (label, message, attributes = {}) => h("button", {
    class: "aip-button", type: "button", ...attributes,
    onclick: (event) => event.currentTarget.ariaDisabled !== "true" && link.send(message()),
  }, label);
  let action = null;
  const primary = button("", () => ({ type: "press", action }), { class: "aip-button aip-go" });
  const steps = model.get("steps").map((count, index) => {
    const name = `Step ${count} ${model.get("step_unit")}${count === 1 ? "" : "s"}`;
    const attributes = { "aria-label": name, title: name };
    return button(index === 0 ? `Step ${count}` : String(count), () => ({ type: "step", count }), attributes);
  });
  const stop = button("Stop", () => ({ type: "press", action: "stop" }));
  const reset = button("Reset", () => ({ type: "press", action: "reset" }));
  const allow = (element, flag) => { element.ariaDisabled = flag ? null : "true"; };
  return {
    element: h("div", { class: "aip-run-buttons", role: "group", "aria-label": model.get("go") }, primary, ...steps, stop, reset),
    update() {
      const allowed = model.get("actions");
      const [label, next] = PRIMARY[model.get("state")];
      action = next;
      setText(primary, label ?? model.get("go"));
      // aria-disabled, not disabled: a button that has the focus would lose it when its state changes.
      allow(primary, next !== null);
      for (const step of steps) allow(step, allowed.includes("step"));
      allow(stop, allowed.includes("stop"));
      allow(reset, allowed.includes("reset"));
    },
  };
}

/** Label and value pairs. A figure never gets narrower, so that its neighbours stand still. @param {Model} model */
function figures(model) {
  const element = h("dl", { class: "aip-figures" });
  const widest = [];
  return {
    element,
    update() {
      const pairs = model.get("figures");
      while (element.children.length > pairs.length) element.lastChild.remove();
      while (element.children.length < pairs.length) element.append(h("div", {}, h("dt"), h("dd")));
      pairs.forEach(([label, value], index) => {
        const [term, data] = element.children[index].children;
        setText(term, label);
        setText(data, value);
        widest[index] = Math.max(widest[index] ?? 0, value.length);
        data.style.minWidth = `${widest[index]}ch`;
      });
    },
  };
}

/** @param {Model} model @param {Link} link */
function timeline(model, link) {
  const id = uniqueId();
  let held = false;
  const seek = throttled((index) => link.send({ type: "seek", index }));
  const range = h("input", { type: "range", class: "aip-range", id, min: 0, step: 1 });
  const label = h("output", { class: "aip-timeline-label", for: id });
  const element = h("div", { class: "aip-timeline" }, h("label", { for: id }, "Timeline"), range, label);
  const fill = () => range.style.setProperty("--aip-fill", range.value / Math.max(1, range.max));
  const update = () => {
    const length = model.get("timeline_length");
    element.hidden = !model.get("timeline");
    range.disabled = length < 2;
    range.max = String(Math.max(1, length - 1));
    if (!held && !seek.waiting() && link.settled()) range.value = String(length < 2 ? 0 : model.get("timeline_position"));
    setText(label, model.get("timeline_label"));
    setAttribute(range, "aria-valuetext", model.get("timeline_label") || null);
    fill();
  };
  range.addEventListener("pointerdown", () => { held = true; });
  const letGo = () => {
    held = false;
    update();
  };
  for (const end of ["pointerup", "pointercancel", "blur"]) range.addEventListener(end, letGo);
  range.addEventListener("input", () => {
    fill();
    seek(Number(range.value));
  });
  return { element, update };
}

/** @param {Model} model @param {Link} link */
function speedChoice(model, link) {
  const id = uniqueId();
  const select = h("select", {
    class: "aip-select", id,
    onchange: () => link.send({ type: "speed", name: model.get("speeds")[select.selectedIndex].name }),
  });
  const element = h("div", { class: "aip-speed" }, h("label", { for: id }, "Speed"), select);
  let shown = null;
  return {
    element,
    update() {
      const speeds = model.get("speeds");
      element.hidden = speeds.length < 2;
      if (shown !== speeds) select.replaceChildren(...speeds.map((speed) => h("option", {}, speed.label)));
      shown = speeds;
      select.selectedIndex = speeds.findIndex((speed) => speed.name === model.get("speed"));
    },
  };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-run-bar");
  const link = connect(model, () => time.update());
  const actions = buttons(model, link);
  const values = figures(model);
  const time = timeline(model, link);
  const speed = speedChoice(model, link);
  const done = h("i");
  const progress = h("div", {
    class: "aip-progress", role: "progressbar", "aria-label": "Progress", "aria-valuemin": 0, "aria-valuemax": 100,
  }, done);
  const message = h("p", { class: "aip-message", role: "status" });
  el.replaceChildren(
    h("div", { class: "aip-run-row" }, actions.element, values.element), progress,
    h("div", { class: "aip-run-row aip-run-row-quiet" }, message, speed.element, time.element));
  follow(model, ["state", "actions"], () => {
    el.dataset.state = model.get("state");
    actions.update();
  });
  follow(model, ["figures"], values.update);
  follow(model, ["timeline_length", "timeline_position", "timeline_label"], time.update);
  follow(model, ["speeds", "speed"], speed.update);
  follow(model, ["message"], () => setText(message, model.get("message")));
  follow(model, ["progress", "state"], () => {
    const percent = 100 * Math.min(1, Math.max(0, model.get("progress")));
    done.style.width = `${percent}%`;
    setAttribute(progress, "aria-valuenow", Math.round(percent));
    progress.classList.toggle("aip-failed", model.get("state") === "failed");
  });
}

export default { render };
