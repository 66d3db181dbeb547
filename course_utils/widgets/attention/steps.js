// Watch the sentence being written, word after word: step 0 shows the whole sentence, at
// step n the model writes its n-th word, and those behind it are dim.

/** The step that lies `by` further, round and round: 0, 1, …, count, 0, … */
export const around = (step, by, count) => (step + by + count + 1) % (count + 1);

/** Which rows and columns of an attention belong to words that are not yet written. */
export function unwritten({ kind, rows, columns }, step) {
  const later = (tokens, known) => tokens.map((_, i) => step > 0 && known && i >= step);
  return { rows: later(rows, kind === "cross" || kind === "decoder"), columns: later(columns, kind === "decoder") };
}

/** Buttons and a slider over the steps; `go` is called with the step to show. */
function stepBar(words, go) {
  const bar = { controls: html("div", { class: "controls steps" }) };
  let step = 0, answer = { wrote: [], probs: [] };
  const move = (by) => go(around(step, by, answer.wrote.length));
  const show = (n) => fill(n ? words.step : words.whole, { n, all: answer.wrote.length, token: answer.wrote[n - 1], prob: answer.probs[n - 1]?.toFixed(2) });
  button(bar, { label: words.back, click: () => move(-1) });
  button(bar, { label: words.next, click: () => move(1) });
  const cursor = slider(bar, { label: words.written, min: 0, max: 1, value: 0, show, input: go });
  function draw(now, told) {
    [step, answer] = [now, told];
    cursor.field.max = `${told.wrote.length}`;
    cursor.value = now;
  }
  return { root: bar.controls, draw };
}
