// Decode while somebody meddles with the attention. As widgets/attention/decode.py.

import { beamSearch } from "./beam_search.js";
import { logSoftmax, rows } from "./maths.js";
import { Prefixes } from "./prefixes.js";
import { BOS_ID, PAD_ID } from "./vocabulary.js";

const MAX_LEN = 40;

/**
 * One query's weights (heads · keys) after a change { temperature, muted, pins }; `row` is where
 * the query stands. A muted head has none.
 */
export function changed(weights, heads, row, { temperature, muted, pins }) {
  const count = weights.length / heads, out = new Float32Array(weights.length);
  for (let head = 0; head < heads; head++) {
    if (muted.includes(head)) continue;
    const pin = pins.findLast(([h, r]) => h === head && r === row);
    const part = weights.subarray(head * count, (head + 1) * count);
    out.set(pin ? pinned(pin[2], count) : sharpened(part, temperature), head * count);
  }
  return out;
}

function pinned(wanted, count) {
  const row = Float32Array.from({ length: count }, (_, j) => wanted[j] ?? 0);
  const sum = Math.max(1e-9, row.reduce((a, b) => a + b, 0));
  return row.map((each) => each / sum);
}

/** softmax(scores / T) from the weights alone: their logarithms are scores but for a number. */
function sharpened(weights, temperature) {
  if (temperature === 1) return weights;
  const peak = Math.max(...weights);
  if (!(peak > 0)) return weights;
  const powers = weights.map((each) => (each > 0 ? Math.exp(Math.log(each / peak) / temperature) : 0));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((each) => each / sum);
}

/**
 * Translate one sentence of ids, each attention changed as told: { wrote, probs, score, weights }.
 *
 * `changes` holds a change for each "kind layer". Beam size 1 is greedy search. Without `padding`
 * or `causal` the mask of that name lets everything through.
 */
export function decode(model, src, changes = {}, { beamSize = 1, padding = true, causal = true } = {}) {
  const any = Object.keys(changes).length > 0, heads = model.heads ?? 1;
  const meddle = any ? (kind, layer, weights, row) => {
    const change = changes[`${kind} ${layer}`];
    return change ? changed(weights, heads, row, change) : weights;
  } : undefined;
  const memory = model.encode(src, { mask: src.map((token) => !padding || token !== PAD_ID), meddle });
  const whole = (tokens) => model.decode(memory, tokens, { causal, meddle });
  const stepwise = causal && !ahead(changes);
  const step = stepwise ? (tokens, states) => model.step(tokens, states, { meddle }) : anew(whole, model.outputProj.outSize);
  const prefixes = new Prefixes(step, stepwise ? model.start(memory) : null);
  const best = beamSearch(prefixes, { beamSize, maxLen: MAX_LEN });
  const seen = whole([BOS_ID, ...best.tokens.slice(0, -1)]).weights;
  return { wrote: best.tokens, probs: probabilities(prefixes, best.tokens), score: best.score, weights: inOrder({ ...memory.weights, ...seen }) };
}

/** Does a pinned row of what is written look at words behind it? Then what was kept changes. */
function ahead(changes) {
  return Object.entries(changes).some(([key, { pins }]) => key.startsWith("decoder") &&
    pins.some(([, row, wanted]) => wanted.slice(row + 1).some((each) => each !== 0)));
}

/** A step that decodes every prefix from its start, as long as nothing can be kept. */
function anew(whole, size) {
  return (tokens, states, prefixes) => ({
    logProbs: prefixes.map((each) => logSoftmax(rows(whole([BOS_ID, ...each.path]).logits, size).at(-1))),
    states: prefixes.map(() => null),
  });
}

function probabilities(prefixes, path) {
  let prefix = prefixes.root;
  return path.map((token) => {
    const prob = Math.exp(prefix.logProbs[token]);
    prefix = prefix.grown(token);
    return prob;
  });
}

/** The attentions as Python lists them: cross, encoder, decoder, each layer by layer. */
function inOrder(weights) {
  const kinds = ["cross", "encoder", "decoder"], rank = (key) => kinds.indexOf(key.split(" ")[0]);
  return Object.entries(weights).sort(([a], [b]) => rank(a) - rank(b) || (a < b ? -1 : 1))
    .map(([key, values]) => ({ kind: key.split(" ")[0], layer: +key.split(" ")[1], values }));
}
