// What the map of the Transformer asks, answered. As widgets/transformer/explorer.py.

import { batch, largest, logSoftmax, rows } from "./maths.js";
import { complain, complainOfWritten } from "./sentences.js";
import { BOS_ID, EOS_ID, sentenceOf } from "./vocabulary.js";
import { packed, walk } from "./walk.js";

const MOST_LIKELY = 5; // next words shown

export class ArchitectureExplorer {
  constructor({ answer, numbers }) {
    Object.assign(this, { answer, numbers });
  }

  fits(kind) { return kind === "Transformer"; }

  /** Do the numbers that the page shows flow in this model? */
  knows(finished) {
    const { src, tgt } = this.answer, shown = new Float32Array(this.numbers), { numbers } = read(finished, src.slice(0, -1), tgt.slice(1));
    return shown.length === numbers.length && shown.every((each, i) => Math.abs(each - numbers[i]) < 1e-3);
  }

  /** The traits that answer a question; after a complaint the last answer stays. */
  *answers({ id, text, written }, finished, told) {
    const src = sentenceOf(text);
    const complaint = complainOfWritten(written, finished.tgtVocab, told) || complain(src, finished.srcVocab, told);
    if (complaint) return yield { answer: this.complaint({ id }, complaint) };
    const { numbers, answer } = read(finished, src, written);
    this.answer = { id, ...answer };
    yield { numbers, answer: this.answer };
  }

  complaint({ id }, complaint) {
    return { ...this.answer, id, complaint };
  }
}

/** Run the model once, and keep all that flowed. */
function read({ model, srcVocab, tgtVocab }, src, written) {
  const began = performance.now(), ids = [...srcVocab.encode(src), EOS_ID], tgtIn = [BOS_ID, ...tgtVocab.encode(written)];
  const memory = model.encode(ids, { mask: ids.map(() => true) }), decoded = model.decode(memory, tgtIn);
  const { steps, tensors } = packed(walk(model, memory, decoded));
  const likely = rows(decoded.logits, tgtVocab.tokens.length).map((logits) => mostLikely(logits, tgtVocab));
  return {
    numbers: batch(tensors.map((each) => each.values)),
    answer: {
      src: [...src, "<eos>"], tgt: ["<bos>", ...written], ids: { source: ids, target: tgtIn }, steps,
      tensors: tensors.map(({ shape, rows: tokens, columns }) => ({ shape, rows: tokens, columns })),
      likely: likely.at(-1), best: likely.map(([first]) => first), seconds: (performance.now() - began) / 1000,
    },
  };
}

/** The most likely words and their probabilities, four digits of each. */
function mostLikely(logits, vocab) {
  const logProbs = logSoftmax(logits);
  return largest(logProbs, MOST_LIKELY).map((id) => [vocab.tokens[id], Math.round(1e4 * Math.exp(logProbs[id])) / 1e4]);
}
