// Code to copy, and a link to the page with its settings.

/** Voila marks its pages so; in JupyterLab the address belongs to JupyterLab. */
const inVoila = () => document.body.dataset.voila !== undefined;

const pageAddress = (query) => {
  const path = window.location.pathname;
  return query ? `${path}?${query}` : path;
};

/** Copy text; false where the browser doesn't let us. */
async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // No clipboard on pages without https; the old way works there.
    const area = h("textarea", { class: "aip-offscreen", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-snippet");
  const code = h("code");
  const block = h("pre", { tabindex: 0 }, code);
  const said = h("span", { class: "aip-said", role: "status" });
  let timer = 0;
  const say = (text) => {
    setText(said, text);
    window.clearTimeout(timer);
    timer = window.setTimeout(() => setText(said, ""), 6000);
  };
  const copyCode = h("button", {
    class: "aip-button", type: "button",
    onclick: async () => {
      if (await copy(model.get("text"))) return say("Copied.");
      window.getSelection()?.selectAllChildren(code);
      say("Selected: copy it with Ctrl+C or ⌘C.");
    },
  });
  const copyLink = h("button", {
    class: "aip-button", type: "button",
    onclick: async () => {
      const address = window.location.origin + pageAddress(model.get("share_url_query"));
      say((await copy(address)) ? "Copied: the link opens this page with these settings." : address);
    },
  }, "Copy link");
  el.replaceChildren(block, h("div", { class: "aip-snippet-actions" }, copyCode, copyLink, said));
  follow(model, ["text"], () => setText(code, model.get("text")));
  follow(model, ["label"], () => setText(copyCode, model.get("label")));
  follow(model, ["share_url_query"], () => { copyLink.hidden = !inVoila() || !model.get("share_url_query"); });
  follow(model, ["address_query"], () => {
    const query = model.get("address_query");
    if (inVoila() && query !== null) window.history.replaceState(null, "", pageAddress(query) + window.location.hash);
  });
}

export default { render };
