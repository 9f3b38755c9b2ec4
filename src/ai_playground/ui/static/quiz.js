// A question, its options, a button and the verdict.

/** @param {RenderProps} props */
function render({ model, el }) {
  el.classList.add("aip", "aip-quiz");
  const link = connect(model);
  const name = uniqueId();
  const question = h("legend");
  const options = h("div", { class: "aip-options" });
  const button = h("button", { class: "aip-button", type: "submit" }, "Check my answer");
  const verdict = h("div", { class: "aip-verdict", role: "status" });
  const watch = h("button", { class: "aip-button aip-watch", type: "button" }, "Watch it on the charts");
  const takes = h("span", { class: "aip-said" });
  watch.addEventListener("click", async () => {
    await link.send({ type: "watch" });
    document.querySelector(".aip-run-bar")?.scrollIntoView({ block: "start" });
  });
  const chosen = () => [...options.querySelectorAll("input")].findIndex((input) => input.checked);
  const answer = async (event) => {
    event.preventDefault();
    if (chosen() === -1 || button.ariaDisabled === "true") return;
    button.ariaDisabled = "true";
    setText(button, "Checking");
    await link.send({ type: "answer", index: chosen() });
    setText(button, "Check my answer");
    button.ariaDisabled = null;
  };
  const choose = () => {
    button.ariaDisabled = null;
    // A verdict on another answer would mislead.
    verdict.hidden = model.get("verdict")?.chosen !== chosen();
  };
  const form = h("form", { onsubmit: answer }, h("fieldset", {}, question, options), button, watch, takes, verdict);
  el.replaceChildren(form);
  follow(model, ["question"], () => setText(question, model.get("question")));
  follow(model, ["options"], () => {
    options.replaceChildren(...model.get("options").map((option, index) => h("label", { class: "aip-option" },
      h("input", { type: "radio", name, value: index, onchange: choose }), h("span", {}, option))));
    button.ariaDisabled = "true";
  });
  follow(model, ["verdict", "can_watch", "takes"], () => {
    const said = model.get("verdict");
    showVerdict(verdict, said);
    // Before an answer it would be the answer.
    watch.hidden = !model.get("can_watch") || (said?.right ?? null) === null;
    setText(takes, watch.hidden ? "" : model.get("takes"));
  });
}

export default { render };
