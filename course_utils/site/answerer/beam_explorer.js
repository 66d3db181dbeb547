// What the beam explorer asks, answered. As widgets/beam_search/over_model.py.

import { Prefixes } from "./prefixes.js";
import { complain } from "./sentences.js";
import { traceWidths, WIDTHS } from "./trace.js";
import { EOS_ID, sentenceOf } from "./vocabulary.js";

export class BeamExplorer {
  constructor({ answer, examples, max_len: maxLen, pairs, traces }) {
    Object.assign(this, { answer, examples, maxLen, pairs, traces });
    this.trees = new Map(); // by sentence: forcing a token changes nothing that a model says
  }

  /** Any model has a step. */
  fits() { return true; }

  /** Does a search with this model find what the page shows? Its numbers are its fingerprint. */
  knows({ model, srcVocab }) {
    const { question, forced } = this.answer, numbers = new Float64Array(this.traces.slice(0));
    const trace = traceWidths(this.tree(model, srcVocab, this.source(question)), { maxLen: this.maxLen, forced, widths: [numbers[0]] });
    const same = trace.length <= numbers.length && trace.every((each, i) => Math.abs(each - numbers[i]) < 1e-3);
    if (!same) this.trees.clear();
    return same;
  }

  /** The traits that answer a question: first the widths on the screen, then all. */
  *answers(question, { model, srcVocab, tgtVocab }, told) {
    const src = this.source(question), complaint = complain(src, srcVocab, told);
    if (complaint) return yield { answer: this.complaint(question, complaint) };
    const prefixes = this.tree(model, srcVocab, src), { forced } = question, first = question.widths ?? WIDTHS;
    const pair = this.pairs?.[question.example], path = pair && [...tgtVocab.encode(pair.tgt), EOS_ID];
    const traces = traceWidths(prefixes, { maxLen: this.maxLen, forced, widths: first });
    const asked = "example" in question ? { example: question.example } : { text: question.text };
    const reference = path ? { path, total: prefixes.total(path) } : null;
    this.answer = { id: question.id, question: asked, forced, reference };
    yield { traces, answer: this.answer };
    const rest = traceWidths(prefixes, { maxLen: this.maxLen, forced, widths: WIDTHS.filter((width) => !first.includes(width)) });
    yield { traces: Float64Array.of(...traces, ...rest) };
  }

  /** Say what is wrong; the last tree stays on the screen. */
  complaint(question, complaint) {
    return { ...this.answer, id: question.id, complaint };
  }

  source(question) {
    return "example" in question ? this.examples[question.example].split(" ") : sentenceOf(question.text);
  }

  /** All that the model has said about the sentence that was asked last. */
  tree(model, srcVocab, src) {
    const key = src.join(" ");
    if (!this.trees.has(key)) {
      const ids = [...srcVocab.encode(src), EOS_ID], memory = model.encode(ids, { mask: ids.map(() => true) });
      this.trees.clear();
      this.trees.set(key, new Prefixes((tokens, states) => model.step(tokens, states), model.start(memory)));
    }
    return this.trees.get(key);
  }
}
