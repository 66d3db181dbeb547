/** Say whether a guess is the answer, spaces, brackets and case aside. */
export function agrees(guess, answer) {
  const bare = (text) => text.toLowerCase().replace(/[\s()[\]{}"'`]/g, "").replace(/，/g, ",");
  const a = bare(guess), b = bare(answer);
  return a !== "" && (a === b || Number(a) === Number(b));
}

function render({ model, el }) {
  const words = model.get("words");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("predict");
  const guess = html("input", { type: "text", autocomplete: "off", spellcheck: "false", size: "28" });
  guess.value = model.get("guess");
  ui.controls.append(html("label", {}, words.guess, guess));
  const reveal = button(ui, { label: words.reveal, click: show });
  const answer = html("output", { class: "answer" });
  ui.controls.append(answer);
  guess.addEventListener("input", () => { ui.save("guess", guess.value); draw(); });
  guess.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey) show();
  });

  function show() {
    if (guess.value.trim() === "") return;
    ui.save("revealed", true, 0); // at once: the cell may run again
    draw();
    guess.focus();
  }

  function draw() {
    const revealed = model.get("revealed"), empty = guess.value.trim() === "";
    guess.readOnly = revealed;
    reveal.disabled = empty;
    reveal.hidden = revealed;
    answer.replaceChildren();
    if (revealed) {
      answer.append(`${words.answer}: `, html("code", {}, model.get("answer")));
      ui.say(agrees(guess.value, model.get("answer")) ? `✓ ${words.equal}` : "");
    } else {
      ui.say(empty ? words.first : words.ready);
    }
    ui.root.dataset.state = revealed ? "revealed" : empty ? "empty" : "ready";
  }

  draw();
  return ui.close;
}

export default { render };
