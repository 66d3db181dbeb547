// What the attention explorer says of a row, of a word and of the reader's changes.

/** Where token i stands while the model writes word after word: "", "now" or "later". */
export const stage = (i, step) => (step === 0 || i < step - 1 ? "" : i === step - 1 ? "now" : "later");

/** A row of weights in words: its largest weights, and how far it is spread. */
export function rowInWords(weights, map, row, words) {
  const names = { query: map.rows[row], place: row + 1, all: map.rows.length };
  if (!weights.some((w) => w > 0)) return fill(words.nothing, names);
  const list = largest(weights, 4).filter(([, w]) => w >= 0.005).map(([j, w]) => `${map.columns[j]} ${w.toFixed(2)}`).join(words.comma);
  return fill(words.row, { ...names, list, entropy: entropy(weights).toFixed(2), most: Math.log(weights.length).toFixed(2) });
}

/** What is written at word i, and, if anything is changed, what it would be otherwise. */
export function wordInWords({ wrote, probs, plain, plainProbs }, i, touched, words) {
  const names = { token: wrote[i], prob: probs[i].toFixed(2) };
  return touched && i < plain.length
    ? fill(words.instead, { ...names, plain: plain[i], before: plainProbs[i].toFixed(2) })
    : fill(words.wrote, names);
}

/** All that the reader has changed, wherever it is: a list of texts. */
export function changesInWords(changes, { masks, width }, words) {
  const list = Object.entries(changes).filter(([, each]) => touches(each)).map(([key, each]) => {
    const [kind, layer] = key.split(" "), parts = [fill(words.where, { kind: words[kind], layer: +layer + 1 })];
    if (each.temperature !== 1) parts.push(fill(words.sharpened, { value: each.temperature.toFixed(2) }));
    if (each.muted.length) parts.push(fill(words.quiet, { list: each.muted.map((head) => head + 1).sort((a, b) => a - b).join(words.comma) }));
    if (each.pins.length) parts.push(fill(words.pins, { count: each.pins.length }));
    return parts.join(words.space);
  });
  const lifted = ["padding", "causal"].filter((name) => !masks[name] && (name !== "padding" || masks.padded));
  list.push(...lifted.map((name) => fill(words.lifted, { mask: words[name] })));
  return width > 1 ? [...list, fill(words.widened, { width })] : list;
}

/** A line of text: its label, and a text or a sentence's words. */
export function textLine(label, ...content) {
  return html("p", {}, html("span", { class: "label" }, label), " ", ...content);
}

/** A sentence: words that differ from another are marked, those not yet written are dim. */
export function sentence(tokens, differ, step = 0) {
  return tokens.flatMap((token, i) => {
    const place = stage(i, step), now = place === "now" ? { "aria-current": "step" } : {};
    return [html(differ[i] ? "mark" : "span", { class: place, ...now }, token), " "];
  });
}
