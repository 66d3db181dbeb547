// The layers of encoder and decoder, norm first. As course_utils.transformer_layers.
//
// Each call returns its `parts` as well, the sublayers with all that flowed in them: the map
// of the Transformer shows them.

import { Residual } from "./layer_norm.js";
import { Linear } from "./maths.js";
import { MultiHeadAttention } from "./multi_head_attention.js";

/** The same small network at every position: widen, ReLU, narrow again. */
class FeedForward {
  constructor(tensors, name) {
    this.widen = new Linear(tensors, `${name}.widen`);
    this.narrow = new Linear(tensors, `${name}.narrow`);
  }

  apply(x) {
    const hidden = this.widen.apply(x).map((each) => Math.max(0, each));
    return { hidden, out: this.narrow.apply(hidden) };
  }
}

/** A sublayer in its residual wrapper: what went past, what it read, what it made, the sum. */
function part(name, residual, past, sublayer) {
  const read = residual.before(past), made = sublayer(read);
  return { name, past, read, ...made, total: residual.after(past, made.out) };
}

/** Self-attention, then the feed-forward network. */
export class EncoderLayer {
  constructor(tensors, name, { heads, rotary }) {
    this.selfAttention = new MultiHeadAttention(tensors, `${name}.self_attention`, heads, rotary);
    this.feedForward = new FeedForward(tensors, `${name}.feed_forward`);
    this.attentionResidual = new Residual(tensors, `${name}.attention_residual`);
    this.feedForwardResidual = new Residual(tensors, `${name}.feed_forward_residual`);
  }

  apply(x, { place, open, meddle }) {
    const self = part("self", this.attentionResidual, x, (read) => {
      const kept = this.selfAttention.project(read, place);
      return { kept, ...this.selfAttention.attend(read, () => kept, { place, open, meddle: meddle("encoder") }) };
    });
    const feed = part("feed", this.feedForwardResidual, self.total, (read) => this.feedForward.apply(read));
    return { x: feed.total, parts: [self, feed] };
  }
}

/** Self-attention over what is written, attention to the source, feed-forward. */
export class DecoderLayer {
  constructor(tensors, name, { heads, rotary }) {
    this.selfAttention = new MultiHeadAttention(tensors, `${name}.self_attention`, heads, rotary);
    this.crossAttention = new MultiHeadAttention(tensors, `${name}.cross_attention`, heads, rotary);
    this.feedForward = new FeedForward(tensors, `${name}.feed_forward`);
    this.selfResidual = new Residual(tensors, `${name}.self_residual`);
    this.crossResidual = new Residual(tensors, `${name}.cross_residual`);
    this.feedForwardResidual = new Residual(tensors, `${name}.feed_forward_residual`);
  }

  /**
   * Read vectors that stand at `place(i)`. `sourceOf(i)` holds the source's keys and values for
   * query i; `writtenOf(i, now)` those that are written by now, given the new ones.
   */
  apply(x, { place, sourceOf, writtenOf, open, sourceOpen, meddle }) {
    let written;
    const self = part("self", this.selfResidual, x, (read) => {
      const kept = this.selfAttention.project(read, place);
      written = (i) => writtenOf(i, kept);
      return { kept, ...this.selfAttention.attend(read, written, { place, open, meddle: meddle("decoder") }) };
    });
    const cross = part("cross", this.crossResidual, self.total, (read) => ({
      kept: sourceOf(0), ...this.crossAttention.attend(read, sourceOf, { place, open: sourceOpen, meddle: meddle("cross") }),
    }));
    const feed = part("feed", this.feedForwardResidual, cross.total, (read) => this.feedForward.apply(read));
    return { x: feed.total, parts: [self, cross, feed], written };
  }
}
