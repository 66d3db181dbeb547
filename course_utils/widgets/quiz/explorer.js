/** Count the questions whose chosen option is right; `chosen` holds indices or null. */
export function score(questions, chosen) {
  return questions.filter((question, i) => question.options[chosen[i]]?.right).length;
}

let quizzes = 0; // radio buttons of one question share a name that nobody else has

function render({ model, el }) {
  const words = model.get("words"), questions = model.get("questions");
  const ui = frame(model, el, words.title);
  const name = `course-quiz-${(quizzes += 1)}-${Math.random().toString(36).slice(2)}`;
  let chosen = questions.map(() => null);
  ui.root.classList.add("quiz");
  const forms = questions.map((question, i) => ask(question, i));
  ui.picture.append(...forms.map((form) => form.root));
  button(ui, { label: words.again, click: restart });
  ui.root.append(ui.controls, ui.said);

  function ask(question, i) {
    const verdict = html("p", { class: "verdict", "aria-live": "polite" });
    const radios = question.options.map((option, j) => {
      const radio = html("input", { type: "radio", name: `${name}-${i}`, value: `${j}` });
      radio.addEventListener("change", () => choose(i, j));
      return radio;
    });
    const root = html("fieldset", {},
      html("legend", {}, `${i + 1}. `, ...prose(question.text)),
      ...question.options.map((option, j) => html("label", {}, radios[j], html("span", {}, ...prose(option.text)))),
      verdict);
    return { root, radios, verdict };
  }

  function choose(i, j) {
    const first = model.get("first"), { right } = questions[i].options[j];
    if (first[i] === null) model.set("first", first.map((each, k) => (k === i ? right : each)));
    ui.save("chosen", chosen.map((each, k) => (k === i ? j : each)), 0);
  }

  function restart() {
    forms[0]?.radios[0].focus();
    model.set("first", questions.map(() => null));
    ui.save("chosen", questions.map(() => null), 0);
  }

  /** Explain the option that is chosen, if one is. */
  function explain({ root, radios, verdict }, option, j) {
    radios.forEach((radio, k) => { radio.checked = k === j; });
    delete root.dataset.verdict;
    if (!option) return verdict.replaceChildren();
    const head = html("strong", {}, option.right ? `✓ ${words.right}` : `✗ ${words.wrong}`, words.space);
    verdict.replaceChildren(head, ...prose(option.why));
    root.dataset.verdict = option.right ? "right" : "wrong";
  }

  function draw() { // what is chosen lives in the model: other views and a page loaded anew show it too
    const now = model.get("chosen");
    forms.forEach((form, i) => {
      if (now[i] !== chosen[i]) explain(form, questions[i].options[now[i]], now[i]);
    });
    chosen = now;
    const right = score(questions, chosen);
    ui.say(words.score.replace("{right}", right).replace("{all}", questions.length));
    ui.root.dataset.state = `${right}/${questions.length}`;
  }

  ui.listen("change:chosen", draw);
  draw();
  return ui.close;
}

export default { render };
