// What one step shows: its tensors, in the order in which they flow, and its source code.

// Which flows are drawn, in this order, and the name of each; folded ones stand under a lid.
const FLOWS = ["past", "in", "memory", "waves", "hidden", "sum", "out", "logits"];
const FOLDED = ["queries", "turned_queries", "keys", "turned_keys", "values"];
const CAPTIONS = { memory: "memoryFlow", waves: "positionWaves" };

/** A tensor's shape in words: "6 source tokens × 64 features". */
export function shapeInWords({ shape, rows, columns }, words) {
  if (shape.length === 3 && columns !== "features" && columns !== "words") {
    return told(words.heads, { heads: shape[0], rows: shape[1], columns: shape[2] });
  }
  const [count, width] = shape.slice(-2);
  const tokens = rows === "source" ? words.sourceTokens : count === 1 ? words.targetToken : words.targetTokens;
  return `${told(tokens, { n: count })} × ${told(columns === "words" ? words.vocabulary : words.features, { n: width })}`;
}

/** A shape as Python prints it. */
export const tuple = (shape) => `(${shape.join(", ")})`;

/** The name of a flow: what a sublayer adds is called otherwise than what flows in. */
export const captionOf = (name, kind, words) => words[name === "in" && kind.startsWith("add") ? "found" : CAPTIONS[name] ?? name];

const captionView = (name, tensor, words, scale = "") => html("p", { class: "caption" },
  html("span", {}, html("b", {}, name), ` ${shapeInWords(tensor, words)} `, html("code", {}, tuple(tensor.shape))), html("span", {}, scale));

/** Tokens and their numbers. */
function tokensView(tokens, ids, words) {
  return [html("p", { class: "caption" }, html("b", {}, words.out), ` ${words.ids} `, html("code", {}, tuple([1, ids.length]))),
    html("div", { class: "tokens" }, ...tokens.map((token, i) => html("span", {}, html("b", {}, token), `${ids[i]}`)))];
}

/** What is most likely at the end, to be chosen from, and what is at every place before. */
function candidatesView({ likely, best, tgt }, words, write) {
  const choices = likely.map(([token, prob]) => {
    const bar = html("span", { class: "amount" }, html("span"));
    bar.firstChild.style.width = `${100 * prob}%`;
    return html("button", { type: "button", "data-word": token, click: () => write(token) }, html("span", { class: "word" }, token), bar,
      html("span", { class: "number" }, prob.toFixed(4)));
  });
  const before = best.map(([token, prob], i) => html("li", {}, `${tgt[i]} → `, html("b", {}, token), ` ${prob.toFixed(2)}`));
  return [html("p", { class: "caption" }, html("b", {}, words.likely)), html("div", { class: "candidates" }, ...choices),
    html("p", { class: "caption" }, html("b", {}, words.everywhere)), html("ol", { class: "everywhere" }, ...before)];
}

/** What the colours of the strips mean. */
function scaleView(words) {
  const ramp = html("span", { class: "scale", "aria-hidden": "true" });
  ramp.style.background = `linear-gradient(to right, ${[-1, -0.5, 0, 0.5, 1].map((v) => css(signed(v)))})`;
  return html("p", { class: "legend" }, "− ", ramp, " +", html("span", {}, words.scale));
}

/** Everything below the head of the panel for one step of the walk. */
function stepView(step, block, { answer, tensors, tgtTokens }, words, { room, write, read }) {
  const tokensOf = (side) => (side === "source" ? answer.src : answer.tgt);
  const flow = (name) => tensors[step.flows[name]];
  const drawn = FLOWS.filter((name) => name in step.flows), folded = FOLDED.filter((name) => name in step.flows);
  // What is added must be comparable; else each strip shows all it can
  const shared = block.kind.startsWith("add") || block.kind === "positions" ? peakOf(drawn.map(flow)) : 0;
  const readStrip = (tensor) => (cell) => read(cell && (tensor.columns === "words"
    ? told(words.score, { ...cell, column: tgtTokens[cell.column], value: twoDigits(cell.value) })
    : told(words.feature, { ...cell, column: cell.column + 1, value: twoDigits(cell.value) })));
  const strip = (name) => {
    const tensor = flow(name), peak = shared || peakOf([tensor]), caption = captionOf(name, block.kind, words);
    return [captionView(caption, tensor, words, `±${twoDigits(peak)}`), stripView(tensor, tokensOf(tensor.rows), peak, caption, readStrip(tensor))];
  };
  const parts = block.kind === "tokens" ? tokensView(tokensOf(block.key.split(".")[0]), answer.ids[block.key.split(".")[0]], words) : [];
  if ("weights" in step.flows) {
    const weights = flow("weights");
    parts.push(captionView(words.weights, weights, words), headsView(weights, tokensOf(weights.rows), tokensOf(weights.columns), room, words,
      (cell) => read(cell && told(words.looks, { ...cell, value: cell.value.toFixed(2) }))));
  }
  parts.push(...drawn.flatMap(strip));
  if (drawn.length) parts.push(scaleView(words));
  if (block.kind === "softmax") parts.push(...candidatesView(answer, words, write));
  if (folded.length) parts.push(html("details", {}, html("summary", {}, words.projections), ...folded.flatMap(strip)));
  return parts;
}
