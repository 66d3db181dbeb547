// Layer norm, and the residual wrapper with the norm first. As course_utils.layer_norm.

import { add } from "./maths.js";

const EPS = 1e-5;

/** Bring each vector to mean 0 and variance 1, then scale and shift each feature. */
export class LayerNorm {
  constructor(tensors, name) {
    this.weight = tensors[`${name}.weight`].values;
    this.bias = tensors[`${name}.bias`]?.values ?? new Float32Array(this.weight.length);
  }

  apply(x) {
    const width = this.weight.length, out = new Float32Array(x.length);
    for (let start = 0; start < x.length; start += width) {
      let mean = 0, variance = 0;
      for (let j = 0; j < width; j++) mean += x[start + j] / width;
      for (let j = 0; j < width; j++) variance += (x[start + j] - mean) ** 2 / width;
      const scale = 1 / Math.sqrt(variance + EPS);
      for (let j = 0; j < width; j++) out[start + j] = (x[start + j] - mean) * scale * this.weight[j] + this.bias[j];
    }
    return out;
  }
}

/** Norm, sublayer, and the sum with what went past (pre-LN). */
export class Residual {
  constructor(tensors, name) {
    this.norm = new LayerNorm(tensors, `${name}.norm`);
  }

  before(x) { return this.norm.apply(x); }

  after(x, output) { return add(x, output); }
}
