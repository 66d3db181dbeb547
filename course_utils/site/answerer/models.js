// The finished models: models.json lists them, as course_utils.site.models writes it.

import { Seq2SeqWithAttention } from "./attention.js";
import { readSafetensors } from "./safetensors.js";
import { Seq2Seq } from "./seq2seq.js";
import { Transformer } from "./transformer.js";
import { Vocabulary } from "./vocabulary.js";

const CLASSES = { Seq2Seq, Seq2SeqWithAttention, Transformer };

/** Build a model from its file: itself, and what its token ids mean. */
export function build(buffer, { kind, sizes }) {
  const { tensors, course } = readSafetensors(buffer);
  return { model: new CLASSES[kind](tensors, sizes), srcVocab: new Vocabulary(course.src_tokens), tgtVocab: new Vocabulary(course.tgt_tokens) };
}

/** Models and words, each read when it is first needed; `read(name)` fetches a Response. */
export class Models {
  constructor(read) {
    this.read = read;
    this.known = new Map();
  }

  list() {
    return this.once("models.json", (response) => response.json());
  }

  load(name, entry) {
    return this.once(`${name}.safetensors`, async (response) => build(await response.arrayBuffer(), entry));
  }

  /** Read a file only once, unless it failed. */
  once(name, make) {
    if (!this.known.has(name)) {
      const made = this.read(name).then(make);
      this.known.set(name, made);
      made.catch(() => this.known.delete(name));
    }
    return this.known.get(name);
  }

  /** The finished model that made what an explorer shows; nothing if none of them did. */
  async behind(explorer) {
    const { models } = await this.list();
    for (const [name, entry] of Object.entries(models)) {
      if (!explorer.fits(entry.kind)) continue;
      const finished = await this.load(name, entry);
      if (explorer.knows(finished)) return finished;
    }
    return null;
  }
}
