// Exercises with a Check button and a verdict each.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-exercises");
  const link = connect(model);
  const exercise = (item) => {
    const id = uniqueId();
    const verdict = h("div", { class: "aip-verdict", role: "status" });
    const button = h("button", {
      class: "aip-button", type: "button", "aria-describedby": id,
      onclick: async () => {
        if (button.ariaDisabled === "true") return;
        button.ariaDisabled = "true";
        await link.send({ type: "check", name: item.name });
        button.ariaDisabled = null;
      },
    }, "Check");
    const element = h("li", {}, h("h3", { id }, item.title), h("p", {}, item.text), button, verdict);
    return { element, update: () => showVerdict(verdict, model.get("verdicts")[item.name] ?? null) };
  };
  let exercises = [];
  const update = () => exercises.forEach((each) => each.update());
  follow(model, ["items"], () => {
    exercises = model.get("items").map(exercise);
    el.replaceChildren(h("ol", {}, ...exercises.map((each) => each.element)));
    update();
  });
  follow(model, ["verdicts"], update);
}

export default { render };
