// What was decided about a table, with other columns to choose, or a question about it with its answers.

/** @param {Model} model @param {Link} link */
function columnSelect(model, link, axis, place) {
  const select = h("select", {
    class: "aip-select", "aria-label": `Column for ${axis}`,
    onchange: async () => {
      await link.send({ type: "choose", axis, index: select.selectedIndex });
      show();
    },
  });
  const show = () => { select.selectedIndex = model.get("chosen")[place]; };
  follow(model, ["columns"], () => {
    select.replaceChildren(...model.get("columns").map((label) => h("option", {}, label)));
    show();
  });
  follow(model, ["chosen"], show);
  return h("label", {}, h("span", { "aria-hidden": "true" }, axis), select);
}

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-table-choice");
  const link = connect(model);
  const text = h("p", { role: "status" });
  const selects = h("div", { class: "aip-columns" },
    columnSelect(model, link, "x", 0), columnSelect(model, link, "y", 1));
  const answers = h("div", { class: "aip-columns" });
  el.replaceChildren(text, selects, answers);
  follow(model, ["text", "columns", "answers"], () => {
    setText(text, model.get("text"));
    const asked = model.get("answers");
    answers.replaceChildren(...asked.map((answer, index) => h("button", {
      class: "aip-button", type: "button", onclick: () => link.send({ type: "answer", index }),
    }, answer)));
    const shown = model.get("text") !== "";
    el.hidden = !shown;
    answers.hidden = asked.length === 0;
    selects.hidden = asked.length > 0 || model.get("columns").length < 3;
  });
}

export default { render };
