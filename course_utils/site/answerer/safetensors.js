// Read a `.safetensors` file: a length, a header in JSON, and numbers behind it.

/** One tensor: its numbers, last axis fastest, and its shape. */
export class Tensor {
  constructor(values, shape) {
    this.values = values;
    this.shape = shape;
  }

  /** A row of the first axis; the numbers are shared, not copied. */
  row(i) {
    const width = this.values.length / this.shape[0];
    return this.values.subarray(i * width, (i + 1) * width);
  }
}

/** The tensors of a file by name, and what `course_utils.training.pretrained` wrote of them. */
export function readSafetensors(buffer) {
  const size = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, size)));
  const { __metadata__: metadata, ...entries } = header;
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(entries)) {
    if (dtype !== "F32") throw new Error(`${name} is of type ${dtype}; expected F32.`);
    // A copy: the numbers need not begin at a multiple of four
    tensors[name] = new Tensor(new Float32Array(buffer.slice(8 + size + start, 8 + size + end)), shape);
  }
  return { tensors, course: JSON.parse(metadata.course) };
}
