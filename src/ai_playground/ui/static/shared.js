// Helpers of all widgets. Python puts this text before each widget's own module, so that nothing needs a build
// step or a second request.

/** @typedef {ReturnType<typeof connect>} Link */

/** The attribute `n` of messages tells apart the views of one widget, so it starts anywhere. */
let messageNumber = Math.floor(Math.random() * 1e9);
let idNumber = messageNumber;

/** An id that no other element of the page has. */
function uniqueId() {
  idNumber += 1;
  return `aip-${idNumber}`;
}

/**
 * Make an element. Attributes whose name starts with "on" are listeners; true and false set or leave out an
 * attribute; children that are strings become text, never HTML.
 * @param {string} tag
 * @param {Object<string, any>} attributes
 * @param {...(Node|string)} children
 * @returns {any}
 */
function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** What `remember` kept in this browser under this key, or null; some notebooks' frames have no storage. */
function remembered(key) {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keep a text in this browser, or forget it with null. */
function remember(key, text) {
  try {
    if (text === null) localStorage.removeItem(key);
    else localStorage.setItem(key, text);
  } catch {
    // Then it is asked again next time.
  }
}

/** Change an element's text only where it differs, so that a selection or a screen reader isn't disturbed. */
function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Set or remove an attribute. */
function setAttribute(element, name, value) {
  if (value === null || value === undefined || value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, String(value));
}

/**
 * The way to Python. Until Python has answered everything that was sent, its traits may still hold older values
 * than the ones under the user's hand: `settled()` is false. `onHeard` is called after every answer.
 * @param {Model} model
 */
function connect(model, onHeard = () => {}) {
  const waiting = new Map();
  model.on("msg:custom", (message) => {
    if (message.type !== "heard" || !waiting.has(message.n)) return;
    const resolve = waiting.get(message.n);
    waiting.delete(message.n);
    resolve();
    onHeard();
  });
  return {
    /**
     * Send a message; the promise is kept when Python has dealt with it.
     * @param {Message} message
     * @param {ArrayBuffer[]} buffers
     */
    send(message, buffers = []) {
      messageNumber += 1;
      const n = messageNumber;
      const heard = new Promise((resolve) => waiting.set(n, resolve));
      model.send({ ...message, n }, undefined, buffers);
      return heard;
    },
    settled: () => waiting.size === 0,
  };
}

/**
 * Pass on values at most 20 times a second: the first at once, then always the newest, the last one too. While the
 * newest value hasn't been passed on yet, `waiting()` is true.
 */
function throttled(pass) {
  let timer = 0;
  let newest = null;
  const tick = () => {
    timer = 0;
    if (newest === null) return;
    const value = newest;
    newest = null;
    timer = window.setTimeout(tick, 50);
    pass(value);
  };
  const take = (value) => {
    newest = value;
    if (!timer) tick();
  };
  return Object.assign(take, { waiting: () => newest !== null });
}

/**
 * Call `render` now and whenever one of the traits changes.
 * @param {Model} model
 * @param {readonly Trait[]} traits
 * @param {() => void} render
 */
function follow(model, traits, render) {
  for (const trait of traits) model.on(`change:${trait}`, render);
  render();
}

const newestBytes = new WeakMap();

/**
 * Give an image new bytes. They are decoded first, so that it is never empty in between; of those that come
 * meanwhile the newest are shown. A blob's address lives until the next one takes its place.
 */
async function showBytes(image, data) {
  const busy = newestBytes.has(image);
  newestBytes.set(image, data);
  if (busy) return;
  let shown = null;
  do {
    shown = newestBytes.get(image);
    const address = shown?.byteLength ? URL.createObjectURL(new Blob([shown])) : null;
    const ready = h("img", { src: address });
    // In a tab that nobody sees, some browsers decode nothing. What can't be decoded shows the alternative text.
    if (address && !document.hidden) await ready.decode().catch(() => {});
    const old = image.getAttribute("src");
    setAttribute(image, "src", address);
    if (old) URL.revokeObjectURL(old);
  } while (newestBytes.get(image) !== shown);
  newestBytes.delete(image);
}

/** Say in words and with a sign whether an answer was right. `verdict` is null or {right, text}. */
function showVerdict(element, verdict) {
  element.hidden = verdict === null;
  if (verdict === null) return;
  element.classList.toggle("aip-right", verdict.right === true);
  element.classList.toggle("aip-wrong", verdict.right === false);
  const word = { true: "✓ Right.", false: "✗ Not yet.", null: "Not checked." }[String(verdict.right)];
  element.replaceChildren(h("b", {}, word), " ", verdict.text);
}
