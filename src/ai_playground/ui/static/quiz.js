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
  el.replaceChildren(h("form", { onsubmit: answer }, h("fieldset", {}, question, options), button, verdict));
  follow(model, ["question"], () => setText(question, model.get("question")));
  follow(model, ["options"], () => {
    options.replaceChildren(...model.get("options").map((option, index) => h("label", { class: "aip-option" },
      h("input", { type: "radio", name, value: index, onchange: choose }), h("span", {}, option))));
    button.ariaDisabled = "true";
  });
  follow(model, ["verdict"], () => showVerdict(verdict, model.get("verdict")));
}

export default { render };
