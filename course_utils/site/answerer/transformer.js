// An encoder–decoder made of attention, with no recurrence. As course_utils.transformer.

import { LayerNorm } from "./layer_norm.js";
import { batch, Linear, logSoftmax, rows } from "./maths.js";
import { byHead } from "./multi_head_attention.js";
import { NoPositions, PositionalEncoding, RotaryPositions } from "./positional_encoding.js";
import { DecoderLayer, EncoderLayer } from "./transformer_layers.js";

const itself = (i) => i;

/** `meddle` for one layer: a function for each kind of attention; nothing to do without it. */
const within = (meddle, layer) => (kind) => meddle && ((weights, row) => meddle(kind, layer, weights, row));

export class Transformer {
  constructor(tensors, sizes) {
    const { d_model: width, num_heads: heads, num_layers: layers, num_decoder_layers: others, base } = sizes;
    const turns = sizes.positions === "rotary";
    if (!turns && sizes.positions !== "sinusoidal") throw new Error(`no positions “${sizes.positions}” here`);
    const choices = { heads, rotary: turns ? new RotaryPositions(width / heads, base) : null };
    const stack = (Layer, name, count) => Array.from({ length: count }, (_, i) => new Layer(tensors, `${name}.layers.${i}`, choices));
    this.encoder = { layers: stack(EncoderLayer, "encoder", layers), norm: new LayerNorm(tensors, "encoder.norm") };
    this.decoder = { layers: stack(DecoderLayer, "decoder", others ?? layers), norm: new LayerNorm(tensors, "decoder.norm") };
    this.positions = turns ? new NoPositions() : new PositionalEncoding(width, base);
    this.srcEmbedding = tensors["src_embedding.weight"];
    this.tgtEmbedding = tensors["tgt_embedding.weight"];
    this.outputProj = new Linear(tensors, "output_proj");
    Object.assign(this, { width, heads, turns });
  }

  /** Look tokens up, scale by √d_model, add the positions. */
  embed(tokens, embedding, place) {
    const into = batch(tokens.map((token) => embedding.row(token))).map((x) => x * Math.sqrt(this.width));
    return { into, out: this.positions.apply(into, place) };
  }

  /** Read the whole source at once; `mask` says which of its tokens may be looked at. */
  encode(src, { mask, meddle }) {
    const embedded = this.embed(src, this.srcEmbedding, itself), weights = {}, parts = [];
    let x = embedded.out;
    this.encoder.layers.forEach((layer, i) => {
      const done = layer.apply(x, { place: itself, open: (_, j) => mask[j], meddle: within(meddle, i) });
      weights[`encoder ${i}`] = byHead(done.parts[0].weights, this.heads);
      x = done.x;
      parts.push(done.parts);
    });
    return { states: this.encoder.norm.apply(x), stream: x, mask, weights, parts, embedded };
  }

  /** The source's keys and values for every layer of the decoder: once a sentence. */
  project(memory) {
    memory.source ??= this.decoder.layers.map((layer) => layer.crossAttention.project(memory.states, itself));
    return memory.source;
  }

  start(memory) {
    return { source: this.project(memory), written: this.decoder.layers.map(() => ({ keys: [], values: [] })), mask: memory.mask };
  }

  /** What follows each last token; only the new tokens' work is done. */
  step(tokens, states, { meddle } = {}) {
    const place = (i) => states[i].written[0].keys.length, layers = [];
    let x = this.embed(tokens, this.tgtEmbedding, place).out;
    this.decoder.layers.forEach((layer, number) => {
      const grown = states.map((state) => state.written[number]);
      const done = layer.apply(x, {
        place, sourceOf: (i) => states[i].source[number], sourceOpen: (i, j) => states[i].mask[j], meddle: within(meddle, number),
        writtenOf: (i, now) => ({ keys: [...grown[i].keys, now.keys[i]], values: [...grown[i].values, now.values[i]] }),
      });
      x = done.x;
      layers.push(done.written);
    });
    const logits = this.outputProj.apply(this.decoder.norm.apply(x));
    const after = states.map((state, i) => ({ ...state, written: layers.map((written) => written(i)) }));
    return { logProbs: rows(logits, this.outputProj.outSize).map(logSoftmax), states: after };
  }

  /** All steps at once: logits, and where each layer looked. */
  decode(memory, tgtIn, { causal = true, meddle } = {}) {
    const embedded = this.embed(tgtIn, this.tgtEmbedding, itself), source = this.project(memory), weights = {}, parts = [];
    let x = embedded.out;
    this.decoder.layers.forEach((layer, number) => {
      const done = layer.apply(x, {
        place: itself, sourceOf: () => source[number], writtenOf: (_, now) => now, meddle: within(meddle, number),
        open: causal ? (i, j) => j <= i : undefined, sourceOpen: (_, j) => memory.mask[j],
      });
      weights[`decoder ${number}`] = byHead(done.parts[0].weights, this.heads);
      weights[`cross ${number}`] = byHead(done.parts[1].weights, this.heads);
      x = done.x;
      parts.push(done.parts);
    });
    const states = this.decoder.norm.apply(x);
    return { logits: this.outputProj.apply(states), states, stream: x, weights, parts, embedded };
  }
}
