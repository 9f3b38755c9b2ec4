// Asks Python for a file and saves what comes; a button that does.

/** Save bytes under a name, the way a click on a link would. */
function save(filename, mime, content) {
  const address = URL.createObjectURL(new Blob([content], { type: mime }));
  const anchor = h("a", { href: address, download: filename });
  document.body.append(anchor);
  anchor.click();
  anchor.remove();
  // Later, because some browsers read the blob only after the click was handled.
  window.setTimeout(() => URL.revokeObjectURL(address), 10000);
}

/**
 * The way to files. Python sends one to all views of a widget; only the one that asked saves it. The promise is kept
 * when the file has come, or when there will be none.
 * @param {Model} model
 * @param {Link} link
 */
function filesFrom(model, link) {
  const waiting = new Map();
  model.on("msg:custom", (message, buffers) => {
    if (!waiting.has(message.ticket)) return;
    if (message.type === "file") save(message.filename, message.mime, buffers[0]);
    waiting.get(message.ticket)();
    waiting.delete(message.ticket);
  });
  let number = Math.floor(Math.random() * 1e9);
  return (message) => new Promise((resolve) => {
    number += 1;
    waiting.set(number, resolve);
    link.send({ ...message, ticket: number });
  });
}

/** A button that can be pressed again only when the file it asked for is there. */
function fileButton(label, className, ask) {
  const element = h("button", {
    class: className, type: "button",
    onclick: async () => {
      if (element.ariaDisabled === "true") return;
      element.ariaDisabled = "true";
      await ask();
      element.ariaDisabled = null;
    },
  }, label);
  return element;
}
