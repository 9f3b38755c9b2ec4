// A grid of results that fills one by one.

const place = (row, column) => `${row},${column}`;
const WORDS = { waiting: "waiting", running: "running", failed: "failed" };

/** A cell: its picture's place never changes its size, whatever is known of the result. */
function gridCell(pictures, name, open) {
  const image = h("img", { draggable: "false" });
  const state = h("span", { class: "aip-cell-state" });
  const bar = h("i", { class: "aip-cell-progress" });
  const button = h("button", { class: "aip-cell-picture", type: "button", onclick: open }, image, state, bar);
  const figures = h("span", { class: "aip-cell-figures" });
  const remark = h("span", { class: "aip-cell-remark" });
  let hung = false;
  return {
    element: h("td", {}, button, figures, remark),
    update(cell, label, opened) {
      const done = cell.state === "done";
      if (done !== hung) pictures[done ? "hang" : "takeDown"](image, name);
      hung = done;
      image.hidden = !done;
      setAttribute(image, "alt", cell.alt);
      setText(state, WORDS[cell.state] ?? "");
      bar.hidden = cell.state !== "running";
      bar.style.width = `${100 * cell.progress}%`;
      button.disabled = !done;
      setAttribute(button, "aria-label", done ? `Open ${label}: ${cell.alt}` : `${label}: ${WORDS[cell.state]}`);
      setAttribute(button, "aria-pressed", done ? String(opened) : null);
      setText(figures, cell.figures);
      setText(remark, cell.remark);
    },
    drop: () => pictures.takeDown(image),
  };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-picture-grid");
  const link = connect(model);
  const pictures = shelf(model, link);
  const table = h("table");
  const scroll = h("div", { class: "aip-scroll", tabindex: 0, role: "region", "aria-label": "Results" }, table);
  const finding = h("p", { class: "aip-finding" }, h("b"), " ", h("span"));
  const found = h("p", { class: "aip-finding", role: "status" }, h("b", {}, "What it shows:"), " ", h("span"));
  const told = h("div", { class: "aip-findings" }, finding, found);
  el.replaceChildren(scroll, h("div", { class: "aip-picture-grid-foot" }, told, saver(model, link)));
  let cells = [];
  const label = (row, column) => [["row_title", "rows", row], ["column_title", "columns", column]]
    .map(([title, values, index]) => `${model.get(title)} ${model.get(values)[index]}`.trim()).filter(Boolean).join(", ");
  const update = () => cells.forEach((cell, index) => {
    const [row, column] = [Math.floor(index / model.get("columns").length), index % model.get("columns").length];
    const data = model.get("cells")[index];
    if (data) cell.update(data, label(row, column), place(row, column) === model.get("opened").join());
  });
  const build = () => {
    for (const cell of cells) cell.drop();
    const [rows, columns] = [model.get("rows"), model.get("columns")];
    const named = rows.some(Boolean);
    const corner = (text, span) => (named ? [h("td", { class: "aip-corner", rowspan: span }, text)] : []);
    cells = [];
    const titles = [model.get("row_title"), model.get("column_title")].filter(Boolean).join(", ");
    setAttribute(scroll, "aria-label", ["Results", titles].filter(Boolean).join(": "));
    table.classList.toggle("aip-named", named);
    table.style.setProperty("--aip-columns", columns.length);
    table.replaceChildren(
      h("colgroup", {}, ...(named ? [h("col")] : []), ...columns.map(() => h("col"))),
      h("thead", {},
        h("tr", { hidden: !model.get("column_title") }, ...corner("", 1),
          h("th", { class: "aip-axis", scope: "colgroup", colspan: columns.length }, h("span", {}, model.get("column_title")))),
        h("tr", {}, ...corner(model.get("row_title"), 1), ...columns.map((name) => h("th", { scope: "col" }, name)))),
      h("tbody", {}, ...rows.map((name, row) => h("tr", {}, ...(named ? [h("th", { scope: "row" }, name)] : []),
        ...columns.map((_name, column) => {
          const cell = gridCell(pictures, place(row, column), () => link.send({ type: "open", row, column }));
          cells.push(cell);
          return cell.element;
        })))));
    update();
  };
  follow(model, ["rows", "columns", "row_title", "column_title"], build);
  follow(model, ["cells", "opened"], update);
  follow(model, ["aspect"], () => el.style.setProperty("--aip-aspect", String(1 / model.get("aspect"))));
  follow(model, ["finding", "source"], () => {
    setText(finding.firstChild, model.get("source") && `${model.get("source")}:`);
    setText(finding.lastChild, model.get("finding"));
    finding.hidden = !model.get("finding");
  });
  follow(model, ["found"], () => {
    setText(found.lastChild, model.get("found"));
    found.hidden = !model.get("found");
  });
  return () => pictures.close();
}

export default { render };
