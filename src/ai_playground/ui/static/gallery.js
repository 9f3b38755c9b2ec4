// Tiles to choose from, two that bring a picture of one's own, and a slider for each chosen one's share.

const percent = (share) => `${Math.round(100 * share)} %`;

/** A thumbnail to choose; one of the visitor's own has a button that takes it away. */
function tile(item, pictures, { toggle, remove, showName }) {
  const image = h("img", { draggable: "false" });
  const badge = h("span", { class: "aip-tile-badge", "aria-hidden": "true" });
  const caption = h("span", { class: "aip-tile-caption" });
  const [point, leave] = [() => showName(caption.textContent), () => showName(null)];
  const button = h("button", {
    class: "aip-tile", type: "button", onclick: toggle,
    onpointerenter: point, onpointerleave: leave, onfocus: point, onblur: leave,
  }, image, badge, caption);
  const away = h("button", { class: "aip-tile-away", type: "button", title: "Remove", onclick: remove },
    h("span", { "aria-hidden": "true" }, "×"));
  const element = h("div", { class: "aip-tile-place" }, button, ...item.removable ? [away] : []);
  pictures.hang(image, item.name);
  return {
    element,
    focus: () => button.focus(),
    update(next, badgeText, refused) {
      setAttribute(image, "alt", next.alt);
      setText(caption, next.caption);
      setText(badge, badgeText);
      setAttribute(button, "aria-pressed", String(badgeText !== ""));
      setAttribute(button, "aria-disabled", refused && badgeText === "" ? "true" : null);
      setAttribute(away, "aria-label", `Remove ${next.caption}`);
    },
    remove() {
      pictures.takeDown(image);
      element.remove();
    },
  };
}

/** "cat.jpg is removed. [Undo]", while there is something to bring back; `focus` goes to the button. */
function undoLine(model, undo) {
  const text = h("span");
  const button = h("button", { class: "aip-link", type: "button", onclick: undo }, "Undo");
  const element = h("div", { class: "aip-gallery-undo", role: "status" }, text, " ", button);
  follow(model, ["removed"], () => {
    const { caption } = model.get("removed");
    element.hidden = caption === undefined;
    setText(text, `${caption} is removed.`);
    setAttribute(button, "aria-label", `Undo: bring ${caption} back`);
  });
  return { element, focus: () => element.hidden || button.focus() };
}

/** The shares when one of them is set: the others keep their proportions. */
function withShare(shares, index, share) {
  const rest = 1 - shares[index];
  return shares.map((old, k) => {
    if (k === index) return share;
    return rest > 0 ? old * (1 - share) / rest : (1 - share) / (shares.length - 1);
  });
}

/**
 * A slider for each chosen picture; they move together, because their shares sum to one.
 * @param {Model} model
 * @param {Link} link
 */
function sharePanel(model, link) {
  const element = h("div", { class: "aip-shares", role: "group", "aria-label": "Shares" });
  const pass = throttled((values) => link.send({ type: "share", shares: values }));
  let names = [];
  let shares = [];
  let rows = [];
  let held = false;
  const show = () => rows.forEach((row, k) => {
    const text = percent(shares[k]);
    setText(row.value, text);
    if (!(held && row.slider === document.activeElement)) row.slider.value = String(Math.round(100 * shares[k]));
    row.slider.style.setProperty("--aip-fill", (row.slider.value - 1) / 98);
    setAttribute(row.slider, "aria-valuetext", text);
  });
  const letGo = () => {
    held = false;
    update();
  };
  const makeRow = (name, index) => {
    const id = uniqueId();
    const caption = model.get("items").find((item) => item.name === name)?.caption ?? name;
    const value = h("span", { class: "aip-share" });
    const slider = h("input", {
      type: "range", class: "aip-range", id, min: 1, max: 99, step: 1,
      onpointerdown: () => { held = true; }, onpointerup: letGo, onpointercancel: letGo, onblur: letGo,
      oninput: () => {
        shares = withShare(shares, index, Number(slider.value) / 100);
        show();
        pass(shares);
      },
    });
    return { slider, value, element: h("div", { class: "aip-knob" },
      h("div", { class: "aip-knob-head" }, h("label", { class: "aip-knob-name", for: id }, caption), value), slider) };
  };
  function update() {
    if (held || pass.waiting() || !link.settled()) return;
    const chosen = model.get("chosen");
    shares = model.get("shares");
    if (chosen.join("\n") !== names.join("\n")) {
      names = chosen;
      rows = model.get("sharing") && names.length > 1 ? names.map(makeRow) : [];
      element.replaceChildren(...rows.map((row) => row.element));
      element.hidden = rows.length === 0;
    }
    show();
  }
  element.hidden = true;
  return { element, update };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-gallery");
  const link = connect(model, () => panel.update());
  const pictures = shelf(model, link);
  const panel = sharePanel(model, link);
  const title = h("div", { class: "aip-group-title", id: uniqueId() });
  // Small tiles have no room for their names: this says which are chosen, or which one is pointed at.
  const names = h("span", { class: "aip-gallery-names", "aria-hidden": "true" });
  const showName = (pointedAt) => {
    const captions = new Map(model.get("items").map((item) => [item.name, item.caption]));
    setText(names, pointedAt ?? model.get("chosen").map((name) => captions.get(name)).join(", "));
  };
  const said = h("p", { class: "aip-said", role: "status" });
  const say = (text) => setText(said, text);
  const take = (files) => handOver(files, model, link, say);
  const own = h("label", { class: "aip-tile aip-tile-own aip-file" }, fileInput(model, take),
    h("span", { class: "aip-tile-sign", "aria-hidden": "true" }, "+"),
    h("span", { class: "aip-tile-caption" }, "Your picture"));
  dropTarget(own, (flag) => own.classList.toggle("aip-inviting", flag), take);
  const grid = h("div", { class: "aip-tiles", role: "group", "aria-labelledby": title.id }, own);
  const tiles = new Map();
  const undone = undoLine(model, async () => {
    const { name } = model.get("removed");
    await link.send({ type: "undo" });
    tiles.get(name)?.focus();
  });
  el.replaceChildren(h("div", { class: "aip-gallery-head" }, title, names), grid, said, undone.element, panel.element);
  if (hasCamera()) {
    const camera = cameraDialog(take, say);
    grid.append(h("button", { class: "aip-tile aip-tile-own", type: "button", onclick: camera.open },
      h("span", { class: "aip-tile-sign", "aria-hidden": "true" }, "◉"),
      h("span", { class: "aip-tile-caption" }, "Camera")));
    el.append(camera.element);
  }

  const refusal = (name) => {
    const [chosen, most] = [model.get("chosen"), model.get("most")];
    if (chosen.includes(name)) return chosen.length === 1 && most > 1 ? "One stays: choose another one first." : "";
    return most > 1 && chosen.length === most ? `${most} at most: take one away first.` : "";
  };
  const toggle = (name) => {
    const reason = refusal(name);
    say(reason);
    if (!reason && !(model.get("most") === 1 && model.get("chosen").includes(name))) link.send({ type: "toggle", name });
  };
  const remove = async (name) => {
    say("");
    await link.send({ type: "remove", name });
    undone.focus(); // the button that had it is gone
  };
  const badge = (name) => {
    const place = model.get("chosen").indexOf(name);
    if (place < 0) return "";
    return model.get("sharing") && model.get("chosen").length > 1 ? percent(model.get("shares")[place]) : "✓";
  };
  follow(model, ["title"], () => setText(title, model.get("title")));
  follow(model, ["items", "chosen", "shares", "most", "sharing"], () => {
    const items = new Map(model.get("items").map((item) => [item.name, item]));
    for (const [name, old] of tiles) {
      if (items.has(name)) continue;
      old.remove();
      tiles.delete(name);
    }
    let place = grid.firstElementChild;
    for (const [name, item] of items) {
      if (!tiles.has(name)) {
        const acts = { toggle: () => toggle(name), remove: () => remove(name), showName };
        tiles.set(name, tile(item, pictures, acts));
        grid.insertBefore(tiles.get(name).element, place);
      } else {
        place = place.nextElementSibling;
      }
      tiles.get(name).update(item, badge(name), refusal(name) !== "");
    }
    showName(null);
    panel.update();
  });
  return () => pictures.close();
}

export default { render };
