// What the attention explorer asks, answered. As widgets/attention/over_model.py.

import { batch } from "./maths.js";
import { decode } from "./decode.js";
import { complain } from "./sentences.js";
import { EOS_ID, PAD_ID, sentenceOf } from "./vocabulary.js";

const PADS = 3; // <pad> tokens behind the sentence, so that the padding mask has work to do

export class AttentionExplorer {
  constructor({ answer, examples, maps, pairs }) {
    Object.assign(this, { answer, examples, maps, pairs });
    this.plain = new Map();
  }

  /** Can a model of this class be behind the explorer? */
  fits(kind) {
    return kind === (this.maps.some((each) => each.kind === "encoder") ? "Transformer" : "Seq2SeqWithAttention");
  }

  /** Does a model write, left alone, what the page shows? Its numbers are its fingerprint. */
  knows({ model, srcVocab, tgtVocab }) {
    const { src, plain, plainProbs } = this.answer, { wrote, probs } = decode(model, [...srcVocab.encode(src), EOS_ID]);
    return wrote.map((id) => tgtVocab.tokens[id]).join(" ") === plain.join(" ") && probs.every((each, i) => Math.abs(each - plainProbs[i]) < 1e-5);
  }

  /** The traits that answer a question. */
  *answers(question, { model, srcVocab, tgtVocab }, told) {
    const began = performance.now(), pair = this.pairs?.[question.example];
    const src = "example" in question ? this.examples[question.example].split(" ") : sentenceOf(question.text);
    const complaint = complain(src, srcVocab, told);
    if (complaint) return yield { answer: this.complaint(question, complaint) };
    const pads = question.padded ? PADS : 0, ids = [...srcVocab.encode(src), EOS_ID, ...Array(pads).fill(PAD_ID)];
    const looked = this.decoded(model, ids, question), plain = this.decoded(model, ids, {});
    const words = (each) => each.wrote.map((id) => tgtVocab.tokens[id]), wrote = words(looked);
    this.answer = {
      id: question.id, src, wrote, probs: looked.probs, score: looked.score, plain: words(plain), plainProbs: plain.probs, plainScore: plain.score,
      reference: pair?.tgt ?? [], gold: pair?.alignment ?? [], seconds: (performance.now() - began) / 1000,
    };
    const columns = [...src, "<eos>", ...Array(pads).fill("<pad>")], before = ["<bos>", ...wrote.slice(0, -1)];
    const sides = { encoder: [columns, columns], decoder: [before, before], cross: [wrote, columns] };
    yield {
      maps: looked.weights.map(({ kind, layer, values }) => {
        const [rows, keys] = sides[kind];
        return { kind, layer, heads: values.length / rows.length / keys.length, rows, columns: keys };
      }),
      weights: batch(looked.weights.map((each) => each.values)),
      answer: this.answer,
    };
  }

  /** Say what is wrong; the last translation stays on the screen. */
  complaint(question, complaint) {
    return { ...this.answer, complaint, id: question.id };
  }

  /** Decode; what the model writes when left alone is computed once a sentence. */
  decoded(model, ids, { changes: list = [], width: beamSize = 1, padding = true, causal = true }) {
    const changes = Object.fromEntries(list.map((each) => [`${each.kind} ${each.layer}`, each]));
    if (list.length || beamSize !== 1 || !padding || !causal) return decode(model, ids, changes, { beamSize, padding, causal });
    const key = ids.join(" ");
    if (!this.plain.has(key)) this.plain.set(key, decode(model, ids));
    return this.plain.get(key);
  }
}
