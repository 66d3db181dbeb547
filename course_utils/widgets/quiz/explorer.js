/** Count the questions whose chosen option is right; `chosen` holds indices or null. */
export function score(questions, chosen) {
  return questions.filter((question, i) => question.options[chosen[i]]?.right).length;
}

let quizzes = 0; // radio buttons of one question share a name that nobody else has

function render({ model, el }) {
  const words = model.get("words"), questions = model.get("questions");
  const ui = frame(model, el, words.title);
  const name = `course-quiz-${(quizzes += 1)}-${Math.random().toString(36).slice(2)}`;
  const chosen = questions.map(() => null);
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
    chosen[i] = j;
    const option = questions[i].options[j], { root, verdict } = forms[i];
    const head = html("strong", {}, option.right ? `✓ ${words.right}` : `✗ ${words.wrong}`, words.space);
    verdict.replaceChildren(head, ...prose(option.why));
    root.dataset.verdict = option.right ? "right" : "wrong";
    draw();
    const first = model.get("first"); // as Python knows it, after a reload too
    if (first[i] === null) ui.save("first", first.map((each, k) => (k === i ? option.right : each)), 0);
  }

  function restart() {
    chosen.fill(null);
    for (const { root, radios, verdict } of forms) {
      radios.forEach((radio) => { radio.checked = false; });
      verdict.replaceChildren();
      delete root.dataset.verdict;
    }
    draw();
    forms[0]?.radios[0].focus();
    ui.save("first", questions.map(() => null), 0);
  }

  function draw() {
    const right = score(questions, chosen);
    ui.say(words.score.replace("{right}", right).replace("{all}", questions.length));
    ui.root.dataset.state = `${right}/${questions.length}`;
  }

  draw();
  return ui.close;
}

export default { render };
