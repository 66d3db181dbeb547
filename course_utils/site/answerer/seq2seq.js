// One GRU reads the source into a state, another writes from it. As course_utils.seq2seq.

import { batch, Linear, logSoftmax, rows, sigmoid } from "./maths.js";
import { PAD_ID } from "./vocabulary.js";

/** One step of a GRU, for a batch: keep a part of the old state, write the rest anew. */
export class GRUCell {
  constructor(tensors, name) {
    const under = (side) => ({ "x.weight": tensors[`${name}.weight_${side}_l0`], "x.bias": tensors[`${name}.bias_${side}_l0`] });
    this.fromX = new Linear(under("ih"), "x");
    this.fromHidden = new Linear(under("hh"), "x");
    this.size = this.fromHidden.inSize;
  }

  apply(x, hidden) {
    const { size } = this, a = this.fromX.apply(x), b = this.fromHidden.apply(hidden);
    return hidden.map((old, i) => {
      const at = 3 * size * Math.floor(i / size) + (i % size); // reset gate, update gate, candidate
      const reset = sigmoid(a[at] + b[at]), update = sigmoid(a[at + size] + b[at + size]);
      const candidate = Math.tanh(a[at + 2 * size] + reset * b[at + 2 * size]);
      return (1 - update) * candidate + update * old;
    });
  }
}

/** Read a sentence from left to right: the state after every token, and the last one. */
export class GRUEncoder {
  constructor(tensors, name) {
    this.embedding = tensors[`${name}.embedding.weight`];
    this.cell = new GRUCell(tensors, `${name}.gru`);
  }

  read(src) {
    const states = [];
    for (const token of src) states.push(this.cell.apply(this.embedding.row(token), states.at(-1) ?? new Float32Array(this.cell.size)));
    return { states, last: states[src.length - 1 - pads(src)] };
  }
}

/** How many `<pad>` stand behind a sentence. */
const pads = (src) => src.filter((token) => token === PAD_ID).length;

/** Read from both ends; a linear layer joins the two states at each token. */
export class BidirectionalGRUEncoder {
  constructor(tensors, name) {
    this.forth = new GRUEncoder(tensors, `${name}.forth`);
    this.back = new GRUEncoder(tensors, `${name}.back`);
    this.join = new Linear(tensors, `${name}.join`);
  }

  read(src) {
    const real = src.length - pads(src), turned = [...src.slice(0, real).reverse(), ...src.slice(real)];
    const forth = this.forth.read(src), back = this.back.read(turned);
    // What stands at a <pad> counts for nothing, but is Python's: its clamp repeats the first
    const states = forth.states.map((state, i) => this.joined(state, back.states[Math.max(0, real - 1 - i)]));
    return { states, last: this.joined(forth.last, back.last) };
  }

  joined(forth, back) {
    return this.join.apply(batch([forth, back])).map(Math.tanh);
  }
}

/** GRU encoder and GRU decoder, joined by nothing but one state vector. */
export class Seq2Seq {
  constructor(tensors) {
    const both = "encoder.join.weight" in tensors;
    this.encoder = new (both ? BidirectionalGRUEncoder : GRUEncoder)(tensors, "encoder");
    this.embedding = tensors["decoder.embedding.weight"];
    this.cell = new GRUCell(tensors, "decoder.gru");
    this.outputProj = new Linear(tensors, "decoder.output_proj");
  }

  encode(src) { return this.encoder.read(src).last; }

  start(memory) { return memory; }

  /** What follows each last token: log-probabilities and the state after reading it. */
  step(tokens, states) {
    const hidden = this.cell.apply(batch(tokens.map((token) => this.embedding.row(token))), batch(states));
    const logits = this.outputProj.apply(hidden);
    return { logProbs: rows(logits, this.outputProj.outSize).map(logSoftmax), states: rows(hidden, this.cell.size) };
  }
}
