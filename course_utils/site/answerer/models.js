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
    this.loaded = new Map();
  }

  list() {
    this.listed ??= this.read("models.json").then((response) => response.json());
    return this.listed;
  }

  load(name, entry) {
    if (!this.loaded.has(name)) {
      this.loaded.set(name, this.read(`${name}.safetensors`).then((response) => response.arrayBuffer()).then((buffer) => build(buffer, entry)));
    }
    return this.loaded.get(name);
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
