// Arithmetic on rows of numbers. A batch of vectors is one Float32Array, vector after vector.

/** Add two arrays of the same length. */
export function add(a, b) {
  return a.map((x, i) => x + b[i]);
}

/** Cut a batch into its vectors; the numbers are shared. */
export function rows(x, width) {
  return Array.from({ length: x.length / width }, (_, i) => x.subarray(i * width, (i + 1) * width));
}

/** Put vectors behind each other. */
export function batch(vectors) {
  const out = new Float32Array(vectors.reduce((sum, each) => sum + each.length, 0));
  let at = 0;
  for (const each of vectors) { out.set(each, at); at += each.length; }
  return out;
}

export const sigmoid = (x) => 1 / (1 + Math.exp(-x));

/** The logarithm of softmax, over one vector. */
export function logSoftmax(logits) {
  let peak = -Infinity, sum = 0;
  for (const x of logits) peak = Math.max(peak, x);
  for (const x of logits) sum += Math.exp(x - peak);
  const all = peak + Math.log(sum);
  return logits.map((x) => x - all);
}

/** The places of the `count` largest numbers, largest first; of equals the first. */
export function largest(numbers, count) {
  const places = [];
  for (let i = 0; i < numbers.length; i++) {
    if (places.length === count && !(numbers[i] > numbers[places.at(-1)])) continue;
    let at = places.length;
    while (at > 0 && numbers[i] > numbers[places[at - 1]]) at--;
    places.splice(at, 0, i);
    if (places.length > count) places.pop();
  }
  return places;
}

/** x Wᵀ + b for a batch of vectors, as `nn.Linear`; without a bias nothing is added. */
export class Linear {
  constructor(tensors, name) {
    const { values, shape: [outSize, inSize] } = tensors[`${name}.weight`];
    Object.assign(this, { weight: values, outSize, inSize, bias: tensors[`${name}.bias`]?.values ?? new Float32Array(outSize) });
  }

  apply(x) {
    const count = x.length / this.inSize, out = new Float32Array(count * this.outSize);
    let row = 0;
    for (; row + 4 <= count; row += 4) this.four(x, out, row);
    for (; row < count; row++) this.one(x, out, row);
    return out;
  }

  /** Four vectors at once: each weight is read once for all of them. */
  four(x, out, row) {
    const { weight, bias, inSize, outSize } = this, a = row * inSize, b = a + inSize, c = b + inSize, d = c + inSize;
    for (let o = 0, w = 0, to = row * outSize; o < outSize; o++, to++) {
      let p = bias[o], q = p, r = p, s = p;
      for (let j = 0; j < inSize; j++, w++) {
        const each = weight[w];
        p += each * x[a + j]; q += each * x[b + j]; r += each * x[c + j]; s += each * x[d + j];
      }
      out[to] = p; out[to + outSize] = q; out[to + 2 * outSize] = r; out[to + 3 * outSize] = s;
    }
  }

  /** One vector: four sums at once, so that none waits for the one before. */
  one(x, out, row) {
    const { weight, bias, inSize, outSize } = this, from = row * inSize, even = inSize - (inSize % 4);
    for (let o = 0, w = 0; o < outSize; o++) {
      let p = bias[o], q = 0, r = 0, s = 0, j = 0;
      for (; j < even; j += 4, w += 4) {
        p += weight[w] * x[from + j]; q += weight[w + 1] * x[from + j + 1];
        r += weight[w + 2] * x[from + j + 2]; s += weight[w + 3] * x[from + j + 3];
      }
      for (; j < inSize; j++, w++) p += weight[w] * x[from + j];
      out[row * outSize + o] = p + q + r + s;
    }
  }
}
