// Asks Python for a file and saves what comes.

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

function render({ model, el }) {
  el.classList.add("aip", "aip-downloads");
  const link = connect(model);
  // Python sends a file to all views of this widget; only the one whose button was pressed shall save it.
  let asked = 0;
  model.on("msg:custom", (message, buffers) => {
    if (message.type === "file" && asked > 0) save(message.filename, message.mime, buffers[0]);
  });
  const button = (item) => {
    const element = h("button", {
      class: "aip-button", type: "button",
      onclick: async () => {
        if (element.ariaDisabled === "true") return;
        element.ariaDisabled = "true";
        asked += 1;
        await link.send({ type: "download", name: item.name });
        asked -= 1;
        element.ariaDisabled = null;
      },
    }, item.label);
    return element;
  };
  follow(model, ["items"], () => el.replaceChildren(...model.get("items").map(button)));
}

export default { render };
