// Notices at the foot of the window; among them one of ours alone: the kernel is gone.

const PATIENCE_MS = 5000;
const NOTE_MS = 6000; // how long a note stays, and each letter of it
const LETTER_MS = 60;
const FADE_MS = 600; // as in banner.css
const SIGNS_OF_LIFE = ["pointerdown", "keydown", "change"];

/** @param {Model} model @param {Link} link */
function noticeBox(model, link) {
  const message = h("p", { class: "aip-notice-message" });
  const details = h("pre", { tabindex: 0 });
  const fold = h("details", {}, h("summary", {}, "Details"), details);
  const close = h("button", {
    class: "aip-button", type: "button", onclick: () => link.send({ type: "dismiss" }),
  }, "Dismiss");
  const element = h("div", { class: "aip-notice" }, h("div", { class: "aip-notice-row" }, message, close), fold);
  let timer = 0;
  // In two steps, and never while someone reads it or has the focus in it.
  const fadeAfter = (pause) => {
    timer = window.setTimeout(() => {
      const fading = element.classList.contains("aip-fading");
      const read = element.matches(":hover, :focus-within");
      element.classList.toggle("aip-fading", !read);
      if (fading && !read) link.send({ type: "faded", text: model.get("message") });
      else fadeAfter(read ? NOTE_MS : FADE_MS);
    }, pause);
  };
  return {
    element,
    stop: () => window.clearTimeout(timer),
    update() {
      const text = model.get("message");
      const error = model.get("tone") === "error";
      element.hidden = text === "";
      window.clearTimeout(timer);
      element.classList.remove("aip-fading");
      if (text && !error) fadeAfter(NOTE_MS + LETTER_MS * text.length);
      element.classList.toggle("aip-error", error);
      // Set before the text, or screen readers miss it.
      setAttribute(element, "role", error ? "alert" : "status");
      setText(message, text);
      setText(details, model.get("details"));
      fold.hidden = model.get("details") === "";
      // In Colab the window is a frame as tall as the output, and its foot may be out of sight.
      if (text) element.scrollIntoView({ block: "nearest" });
    },
  };
}

function kernelBox() {
  const reload = h("button", {
    class: "aip-button aip-go", type: "button", onclick: () => window.location.reload(),
  }, "Reload");
  const message = h("p", { class: "aip-notice-message" },
    "The kernel behind this page is gone, or too busy to answer. Reload to start anew.");
  const element = h("div", { class: "aip-notice aip-error", role: "alert", hidden: true },
    h("div", { class: "aip-notice-row" }, message, reload));
  return { element, message };
}

/**
 * Signals of the kernel's connection, where the widget manager has one (Voila and JupyterLab do, Colab doesn't).
 * @param {Model} model
 */
function kernelOf(model) {
  const manager = /** @type {any} */ (model).widget_manager;
  return manager?.kernel ?? manager?.context?.sessionContext?.session?.kernel ?? null;
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-banner");
  const link = connect(model);
  const notice = noticeBox(model, link);
  const { element: gone, message: why } = kernelBox();
  el.replaceChildren(notice.element, gone);
  follow(model, ["message", "details", "tone"], notice.update);

  let asked = 0;
  const ask = () => {
    if (!model.get("watch_kernel") || Date.now() - asked < PATIENCE_MS) return;
    asked = Date.now();
    const late = window.setTimeout(() => { gone.hidden = false; }, PATIENCE_MS);
    link.send({ type: "ping" }).then(() => {
      window.clearTimeout(late);
      gone.hidden = true;
    });
  };
  const onAction = (event) => event.target instanceof Element && event.target.closest(".aip") && ask();
  for (const sign of SIGNS_OF_LIFE) document.addEventListener(sign, onAction, true);

  const kernel = kernelOf(model);
  // A kernel that restarted by itself knows nothing of this page.
  const onStatus = (_kernel, status) => {
    if (model.get("watch_kernel") && (status === "dead" || status === "autorestarting")) gone.hidden = false;
  };
  // A server that ends a kernel says so before.
  const onMessage = (_kernel, { metadata, content }) => {
    if (metadata?.kernel_ended) setText(why, content.text);
  };
  kernel?.statusChanged?.connect(onStatus);
  kernel?.iopubMessage?.connect(onMessage);
  return () => {
    notice.stop();
    for (const sign of SIGNS_OF_LIFE) document.removeEventListener(sign, onAction, true);
    kernel?.statusChanged?.disconnect(onStatus);
    kernel?.iopubMessage?.disconnect(onMessage);
  };
}

export default { render };
