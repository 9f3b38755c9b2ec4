// Hands one file to Python, in pieces, after checking its size.

const PIECE_BYTES = 4 * 1024 * 1024;

async function upload(file, link, progress) {
  const pieces = Math.max(1, Math.ceil(file.size / PIECE_BYTES));
  for (let k = 0; k < pieces; k += 1) {
    const bytes = await file.slice(k * PIECE_BYTES, (k + 1) * PIECE_BYTES).arrayBuffer();
    await link.send({ type: "piece", name: file.name, first: k === 0, last: k === pieces - 1 }, [bytes]);
    progress((k + 1) / pieces);
  }
}

function render({ model, el }) {
  el.classList.add("aip", "aip-file-picker");
  const link = connect(model);
  const label = h("span");
  const said = h("span", { class: "aip-said", role: "status" });
  const take = async (file) => {
    const limit = model.get("max_bytes");
    const megabytes = (bytes) => `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} MB`;
    if (file.size > limit) {
      setText(said, `${file.name} has ${megabytes(file.size)}; the limit is ${megabytes(limit)}.`);
      await link.send({ type: "refused", name: file.name, size: file.size });
      return;
    }
    try {
      await upload(file, link, (share) => setText(said, `${Math.round(100 * share)} %`));
      setText(said, model.get("taken") ? file.name : `${file.name} was not taken.`);
    } catch {
      setText(said, `${file.name} could not be read.`);
    }
  };
  const input = h("input", {
    type: "file",
    onchange: async () => {
      const [file] = input.files;
      // Emptied, so that choosing the same file again counts as a change.
      if (file) await take(file);
      input.value = "";
    },
  });
  el.replaceChildren(h("label", { class: "aip-button" }, input, label), said);
  follow(model, ["label"], () => setText(label, model.get("label")));
  follow(model, ["accept"], () => { input.accept = model.get("accept"); });
}

export default { render };
