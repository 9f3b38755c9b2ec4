// Hands one file to Python, in pieces, after checking its size.

const PIECE_BYTES = 4 * 1024 * 1024;

/** @param {Link} link */
async function upload(file, link, progress) {
  const pieces = Math.max(1, Math.ceil(file.size / PIECE_BYTES));
  for (let k = 0; k < pieces; k += 1) {
    const bytes = await file.slice(k * PIECE_BYTES, (k + 1) * PIECE_BYTES).arrayBuffer();
    await link.send({ type: "piece", name: file.name, first: k === 0, last: k === pieces - 1 }, [bytes]);
    progress((k + 1) / pieces);
  }
}

const megabytes = (bytes) => `${(bytes / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} MB`;

/**
 * Hand a file over if it isn't too large; `say` tells the visitor how far it is and how it ended.
 * @param {Model} model
 * @param {Link} link
 */
async function handOver(file, model, link, say) {
  const limit = model.get("max_bytes");
  if (file.size > limit) {
    say(`${file.name} has ${megabytes(file.size)}; the limit is ${megabytes(limit)}.`);
    await link.send({ type: "refused", name: file.name, size: file.size });
    return;
  }
  try {
    await upload(file, link, (share) => say(`${Math.round(100 * share)} %`));
    say(model.get("taken") ? file.name : `${file.name} was not taken.`);
  } catch {
    say(`${file.name} could not be read.`);
  }
}

/**
 * An input that opens the file dialog and gives the chosen file to `take`. It lies over its label.
 * @param {Model} model
 */
function fileInput(model, take) {
  const input = h("input", {
    type: "file",
    onchange: async () => {
      const [file] = input.files;
      // Emptied, so that choosing the same file again counts as a change.
      if (file) await take(file);
      input.value = "";
    },
  });
  follow(model, ["accept"], () => { input.accept = model.get("accept"); });
  return input;
}

/** Give a file that is dropped on the element to `take`; `inviting(flag)` shows that it would be taken. */
function dropTarget(element, inviting, take) {
  const carriesFile = (event) => event.dataTransfer.types.includes("Files");
  // Entering a child counts as leaving the element, so the arrivals are counted.
  let inside = 0;
  const move = (by) => {
    inside = Math.max(0, inside + by);
    inviting(inside > 0);
  };
  element.addEventListener("dragenter", (event) => carriesFile(event) && move(1));
  element.addEventListener("dragleave", (event) => carriesFile(event) && move(-1));
  element.addEventListener("dragover", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  });
  element.addEventListener("drop", (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    move(-inside);
    const [file] = event.dataTransfer.files;
    if (file) take(file);
  });
}
