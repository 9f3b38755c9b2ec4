// Reported figures beside yours.

const VERDICTS = { same: "✓ same", close: "≈ close", differs: "✗ differs" };

/** @param {Link} link */
function tableRow(link) {
  let row = null;
  const label = h("span");
  const note = h("small");
  const reported = h("td", { class: "aip-number" });
  const yours = h("td", { class: "aip-number" });
  const verdict = h("span");
  const button = h("button", {
    class: "aip-link", type: "button",
    onclick: () => button.ariaDisabled !== "true" && link.send({ type: "run", name: row.name }),
  });
  return {
    element: h("tr", {}, h("th", { scope: "row" }, label, note), reported, yours,
      h("td", { class: "aip-outcome" }, verdict, " ", button)),
    update(next, columns) {
      row = next;
      // On a phone there is no heading: the cells name themselves.
      [reported, yours].forEach((cell, index) => setAttribute(cell, "data-label", columns[index + 1]));
      setText(label, row.label);
      setText(note, row.note ?? "");
      setText(reported, row.reported);
      setText(yours, row.yours || "–");
      verdict.className = row.verdict ? `aip-verdict-${row.verdict}` : "";
      setText(verdict, VERDICTS[row.verdict] ?? "");
      setText(button, row.busy ? "running" : row.action || "");
      button.ariaDisabled = row.busy ? "true" : null;
      button.ariaLabel = `${row.busy ? "running" : row.action}: ${row.label}`;
      button.hidden = !row.action;
    },
  };
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-findings-table");
  const link = connect(model);
  const head = h("tr");
  const body = h("tbody");
  // The scrolling part takes the focus, so that the arrow keys can scroll it.
  const scrolled = h("div", { class: "aip-scroll", tabindex: 0, role: "region" },
    h("table", {}, h("thead", {}, head), body));
  el.replaceChildren(scrolled);
  let rows = [];
  follow(model, ["columns"], () => {
    const [name, reported, yours] = model.get("columns");
    scrolled.ariaLabel = `${name}, reported and yours`;
    head.replaceChildren(h("th", { scope: "col" }, name), h("th", { scope: "col", class: "aip-number" }, reported),
      h("th", { scope: "col", class: "aip-number" }, yours), h("td"));
  });
  follow(model, ["rows", "columns"], () => {
    const data = model.get("rows");
    if (rows.length !== data.length) {
      rows = data.map(() => tableRow(link));
      body.replaceChildren(...rows.map((row) => row.element));
    }
    rows.forEach((row, index) => row.update(data[index], model.get("columns")));
  });
}

export default { render };
