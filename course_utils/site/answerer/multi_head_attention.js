// Several attentions side by side, each on its own channels. As course_utils.multi_head_attention.
//
// Heads are not cut apart: a head's channels are a part of each vector.

import { scaledDotProductAttention } from "./attention.js";
import { batch, Linear, rows } from "./maths.js";

export class MultiHeadAttention {
  constructor(tensors, name, heads, rotary) {
    for (const each of ["query", "key", "value", "output"]) this[each] = new Linear(tensors, `${name}.${each}_proj`);
    Object.assign(this, { heads, rotary, width: this.query.outSize });
  }

  /** Keys and values, vector by vector: what stepwise decoding keeps. Vector i stands at `place(i)`. */
  project(x, place) {
    const projected = this.key.apply(x), values = this.value.apply(x), turned = this.turned(projected, place);
    return { keys: rows(turned, this.width), values: rows(values, this.width), whole: { projected, turned, values } };
  }

  /**
   * Each query i looks at the keys and values that `keptOf(i)` returns.
   *
   * `open(i, j)` says whether query i may look at key j, `meddle(weights, row)` what becomes of
   * the weights of the query that stands in a row.
   */
  attend(x, keptOf, { place, open, meddle }) {
    const queries = this.query.apply(x), turned = this.turned(queries, place), contexts = [], weights = [];
    rows(turned, this.width).forEach((query, i) => {
      const { keys, values } = keptOf(i);
      const seen = scaledDotProductAttention(query, keys, values, {
        heads: this.heads, open: open && ((j) => open(i, j)), meddle: meddle && ((each) => meddle(each, place(i))),
      });
      contexts.push(seen.context);
      weights.push(seen.weights);
    });
    return { queries, turned, weights, out: this.output.apply(batch(contexts)) };
  }

  turned(x, place) {
    return this.rotary ? this.rotary.apply(x, this.width, place) : x;
  }
}

/** The weights of several queries, each head by head, as one array (heads, queries, keys). */
export function byHead(weights, heads) {
  const count = weights[0].length / heads, out = new Float32Array(heads * weights.length * count);
  weights.forEach((each, row) => {
    for (let head = 0; head < heads; head++) out.set(each.subarray(head * count, (head + 1) * count), (head * weights.length + row) * count);
  });
  return out;
}
