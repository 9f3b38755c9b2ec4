// The browser's half of the widget protocol, as small as the widgets under test need it: models that Python fills,
// anywidget's views, and stand-ins for the few views of ipywidgets' own that tests put around them.

const socket = new WebSocket(`ws://${location.host}/socket${location.search}`);
socket.binaryType = "arraybuffer";
const models = new Map();

/** A message is the length of its JSON in four bytes, the JSON, then its binary buffers, whose sizes the JSON has. */
function unpack(data) {
  const end = 4 + new DataView(data).getUint32(0, true);
  const message = JSON.parse(new TextDecoder().decode(new Uint8Array(data, 4, end - 4)));
  let at = end;
  const buffers = message.sizes.map((size) => {
    at += size;
    return new DataView(data, at - size, size);
  });
  return { ...message, buffers };
}

function post(message, buffers = []) {
  const bytes = buffers.map((one) => new Uint8Array(one.buffer ?? one, one.byteOffset ?? 0, one.byteLength));
  const head = { ...message, sizes: bytes.map((one) => one.length) };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const frame = new Uint8Array(4 + json.length + bytes.reduce((sum, one) => sum + one.length, 0));
  new DataView(frame.buffer).setUint32(0, json.length, true);
  let at = 4;
  for (const piece of [json, ...bytes]) {
    frame.set(piece, at);
    at += piece.length;
  }
  socket.send(frame);
}

const text = (value) => JSON.stringify(value, (_key, one) =>
  one instanceof DataView ? new TextDecoder("latin1").decode(one) : one);

class Model {
  constructor(comm, state) {
    this.comm = comm;
    this.state = state;
    this.unsaved = {};
    this.listeners = new Map();
  }

  get(name) {
    return this.state[name];
  }

  set(name, value) {
    this.unsaved[name] = value;
    this.take({ [name]: value });
  }

  save_changes() {
    post({ comm: this.comm, data: { method: "update", state: this.unsaved, buffer_paths: [] } });
    this.unsaved = {};
  }

  send(content, _callbacks, buffers) {
    post({ comm: this.comm, data: { method: "custom", content } }, buffers);
  }

  on(event, listener) {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.listeners.set(event, (this.listeners.get(event) ?? []).filter((one) => one !== listener));
  }

  trigger(event, ...values) {
    for (const listener of this.listeners.get(event) ?? []) listener(...values);
  }

  /** New values of traits: all are there before anybody hears of the first. */
  take(state) {
    const changed = Object.keys(state).filter((name) => text(state[name]) !== text(this.state[name]));
    Object.assign(this.state, state);
    for (const name of changed) this.trigger(`change:${name}`, this, this.state[name]);
    if (changed.length) this.trigger("change", this);
  }
}

/** The traits of a message, with its buffers back in the places that they were taken from. */
function stateIn({ data, buffers }) {
  data.buffer_paths.forEach((path, k) => {
    const holder = path.slice(0, -1).reduce((at, key) => at[key], data.state);
    holder[path.at(-1)] = buffers[k];
  });
  return data.state;
}

const modelOf = (reference) => models.get(reference.replace("IPY_MODEL_", ""));

/** What all views have: the classes and the layout that Python gives the widget. */
function dress(model, element, classes) {
  const layout = modelOf(model.get("layout"));
  const dressed = () => {
    element.classList.add("lm-Widget", ...classes, ...model.get("_dom_classes"));
    for (const [name, value] of Object.entries(layout.state)) {
      if (!name.startsWith("_")) element.style.setProperty(name.replaceAll("_", "-"), value);
    }
  };
  model.on("change:_dom_classes", dressed);
  layout.on("change", dressed);
  dressed();
}

async function anyView(model) {
  const element = document.createElement("div");
  dress(model, element, []);
  if (model.get("_css")) {
    const style = document.createElement("style");
    style.textContent = model.get("_css");
    document.head.append(style);
  }
  // A module of its own for each model, as anywidget has it.
  const address = URL.createObjectURL(new Blob([model.get("_esm")], { type: "text/javascript" }));
  const { default: widget } = await import(address);
  URL.revokeObjectURL(address);
  await widget.initialize?.({ model });
  await widget.render({ model, el: element });
  return element;
}

const box = (direction) => async (model) => {
  const element = document.createElement("div");
  dress(model, element, ["jupyter-widgets", "widget-box", ...direction]);
  const views = new Map();
  const fill = async () => {
    for (const child of model.get("children")) {
      if (!views.has(child)) views.set(child, view(modelOf(child)));
    }
    element.replaceChildren(...await Promise.all(model.get("children").map((child) => views.get(child))));
  };
  model.on("change:children", fill);
  await fill();
  return element;
};

function follow(model, trait, draw) {
  model.on(`change:${trait}`, draw);
  draw();
}

function label(model) {
  const element = document.createElement("div");
  dress(model, element, ["jupyter-widgets", "widget-inline-hbox", "widget-label"]);
  follow(model, "value", () => { element.textContent = model.get("value"); });
  return element;
}

function html(model) {
  const element = document.createElement("div");
  const content = document.createElement("div");
  content.className = "widget-html-content";
  dress(model, element, ["jupyter-widgets", "widget-inline-hbox", "widget-html"]);
  element.append(content);
  follow(model, "value", () => { content.innerHTML = model.get("value"); });
  return element;
}

function button(model) {
  const element = document.createElement("button");
  dress(model, element, ["jupyter-widgets", "jupyter-button", "widget-button"]);
  follow(model, "description", () => { element.textContent = model.get("description"); });
  follow(model, "disabled", () => { element.disabled = model.get("disabled"); });
  element.addEventListener("click", () => model.send({ event: "click" }));
  return element;
}

const VIEWS = {
  AnyModel: anyView,
  BoxModel: box([]),
  VBoxModel: box(["widget-vbox"]),
  HBoxModel: box(["widget-hbox"]),
  LabelModel: label,
  HTMLModel: html,
  ButtonModel: button,
};

async function view(model) {
  const make = VIEWS[model.get("_model_name")];
  if (!make) throw new Error(`tests/browser/mount.js has no view for ${model.get("_model_name")}`);
  return make(model);
}

const displayed = [];
const HANDLERS = {
  comm_open: (message) => models.set(message.comm, new Model(message.comm, stateIn(message))),
  comm_msg: (message) => {
    const model = models.get(message.comm);
    if (message.data.method === "custom") model.trigger("msg:custom", message.data.content, message.buffers);
    else model.take(stateIn(message));
  },
  comm_close: (message) => models.delete(message.comm),
  display: ({ comm }) => {
    const place = document.createElement("div");
    document.querySelector(".aip-page").append(place);
    displayed.push(view(models.get(comm)).then((element) => place.append(element)));
  },
  executed: async () => {
    await Promise.all(displayed);
    document.getElementById("rendered_cells").classList.remove("aip-hidden");
  },
};
socket.addEventListener("message", (event) => {
  const message = unpack(event.data);
  HANDLERS[message.type](message);
});
