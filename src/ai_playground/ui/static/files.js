// Hands files to Python, one after the other, in pieces, after checking their sizes.

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
 * Hand a file over if it isn't too large; `say` tells the visitor how far it is. Gives how it ended, in words.
 * @param {Model} model
 * @param {Link} link
 */
async function handOverOne(file, model, link, say) {
  const limit = model.get("max_bytes");
  if (file.size > limit) {
    await link.send({ type: "refused", name: file.name, size: file.size });
    return { taken: false, text: `${file.name} has ${megabytes(file.size)}; the limit is ${megabytes(limit)}.` };
  }
  try {
    await upload(file, link, (share) => say(`${Math.round(100 * share)} %`));
  } catch {
    return { taken: false, text: `${file.name} could not be read.` };
  }
  const taken = model.get("taken");
  return { taken, text: taken ? file.name : `${file.name} was not taken.` };
}

/** @param {Model} model @param {Link} link */
async function handOverLot(files, model, link, say) {
  const lot = files.slice(0, model.get("most_files"));
  const ends = [];
  for (const [k, file] of lot.entries()) {
    const which = lot.length > 1 ? `${k + 1} of ${lot.length}: ` : "";
    ends.push(await handOverOne(file, model, link, (text) => say(which + text)));
  }
  await link.send({ type: "done" });
  const taken = ends.filter((end) => end.taken).length;
  const left = files.length - lot.length;
  say([
    lot.length > 1 ? `${taken} of ${lot.length} were taken.` : ends[0].text,
    ...left ? [`${left} more were left: ${lot.length} at a time.`] : [],
  ].join(" "));
}

let handedOver = Promise.resolve();

/**
 * Hand files over that were opened or dropped together, after those before; `say` tells how far and how it ended.
 * @param {Model} model
 * @param {Link} link
 */
function handOver(files, model, link, say) {
  handedOver = handedOver.then(() => handOverLot(files, model, link, say));
  return handedOver;
}

/**
 * An input that opens the file dialog and gives the chosen files to `take`. It lies over its label.
 * @param {Model} model
 */
function fileInput(model, take) {
  const input = h("input", {
    type: "file",
    onchange: async () => {
      const files = [...input.files];
      if (files.length) await take(files);
      // Emptied, so that choosing the same file again counts as a change.
      input.value = "";
    },
  });
  follow(model, ["accept"], () => { input.accept = model.get("accept"); });
  follow(model, ["most_files"], () => { input.multiple = model.get("most_files") > 1; });
  return input;
}

/** Give files that are dropped on the element to `take`; `inviting(flag)` shows that they would be taken. */
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
    const files = [...event.dataTransfer.files];
    if (files.length) take(files);
  });
}
