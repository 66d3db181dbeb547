// Attention: a weighted look at values; a seq2seq that looks back. As course_utils.attention.

import { batch, Linear, logSoftmax, rows } from "./maths.js";
import { BidirectionalGRUEncoder, GRUCell } from "./seq2seq.js";

/**
 * One query looks at keys and values (arrays of vectors), each of `heads` at its own part.
 *
 * `open(j)` says which keys may be attended. `meddle(weights)` may hand on other weights for
 * the sum; those returned are whole: head by head, a number a key.
 */
export function scaledDotProductAttention(query, keys, values, { heads = 1, open, meddle } = {}) {
  const width = query.length / heads, count = keys.length;
  const weights = new Float32Array(heads * count), context = new Float32Array(values.length ? values[0].length : 0);
  for (let head = 0; head < heads; head++) {
    const scores = weights.subarray(head * count, (head + 1) * count), from = head * width;
    for (let j = 0; j < count; j++) {
      const key = keys[j];
      let sum = 0;
      for (let i = from; i < from + width; i++) sum += query[i] * key[i];
      scores[j] = sum / Math.sqrt(width);
    }
    maskedSoftmax(scores, open);
  }
  const used = meddle ? meddle(weights) : weights, part = context.length / heads;
  for (let head = 0; head < heads; head++) {
    for (let j = 0; j < count; j++) {
      const weight = used[head * count + j], value = values[j];
      for (let i = head * part; i < (head + 1) * part; i++) context[i] += weight * value[i];
    }
  }
  return { context, weights };
}

/** Turn scores into weights that sum to 1 over the keys that may be attended; in place. */
export function maskedSoftmax(scores, open = () => true) {
  let peak = -Infinity, sum = 0;
  for (let j = 0; j < scores.length; j++) if (open(j)) peak = Math.max(peak, scores[j]);
  for (let j = 0; j < scores.length; j++) sum += scores[j] = open(j) ? Math.exp(scores[j] - peak) : 0;
  for (let j = 0; j < scores.length; j++) scores[j] /= sum || 1;
}

/** A seq2seq whose decoder looks back at every state of the encoder. */
export class Seq2SeqWithAttention {
  constructor(tensors) {
    this.encoder = new BidirectionalGRUEncoder(tensors, "encoder");
    this.embedding = tensors["embedding.weight"];
    this.cell = new GRUCell(tensors, "gru");
    this.queryProj = new Linear(tensors, "query_proj");
    this.contextProj = new Linear(tensors, "context_proj");
    this.outputProj = new Linear(tensors, "output_proj");
  }

  /** Keep the state at every source token; `mask` says where the decoder may look. */
  encode(src, { mask }) {
    const { states, last } = this.encoder.read(src);
    return { states, last, mask, weights: {} };
  }

  start(memory) {
    return { hidden: memory.last, memory, written: 0 };
  }

  /** What follows each last token: log-probabilities and the state after reading it. */
  step(tokens, states, { meddle } = {}) {
    const hidden = this.cell.apply(batch(tokens.map((token) => this.embedding.row(token))), batch(states.map((state) => state.hidden)));
    const seen = this.look(hidden, (i) => states[i].memory, (i) => states[i].written, meddle);
    const after = rows(hidden, this.cell.size).map((each, i) => ({ ...states[i], hidden: each, written: states[i].written + 1 }));
    return { logProbs: rows(seen.logits, this.outputProj.outSize).map(logSoftmax), states: after };
  }

  /** The same for a whole target: the logits, and where each step looked. */
  decode(memory, tgtIn, { meddle } = {}) {
    const states = [];
    for (const token of tgtIn) states.push(this.cell.apply(this.embedding.row(token), states.at(-1) ?? memory.last));
    const { logits, weights } = this.look(batch(states), () => memory, (i) => i, meddle);
    return { logits, weights: { "cross 0": batch(weights) } };
  }

  /** Write from state and context together; `place(i)` is the row that a state stands for. */
  look(hidden, memoryOf, place, meddle) {
    const own = rows(hidden, this.cell.size), weights = [];
    const both = rows(this.queryProj.apply(hidden), this.cell.size).map((query, i) => {
      const { states, mask } = memoryOf(i), row = place(i);
      const seen = scaledDotProductAttention(query, states, states, {
        open: (j) => mask[j], meddle: meddle && ((each) => meddle("cross", 0, each, row)),
      });
      weights.push(seen.weights);
      return batch([seen.context, own[i]]);
    });
    const mixed = this.contextProj.apply(batch(both)).map(Math.tanh);
    return { logits: this.outputProj.apply(mixed), weights };
  }
}
