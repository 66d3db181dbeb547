// Positions: sines and cosines that are added, or that turn. As course_utils.positional_encoding.

/** The row of sines (even) and cosines (odd) for one position. */
export function sinusoidalRow(position, width, base) {
  const row = new Float32Array(width);
  for (let j = 0; j < width; j += 2) {
    const angle = position * Math.exp((-Math.log(base) * j) / width);
    row[j] = Math.sin(angle);
    row[j + 1] = Math.cos(angle);
  }
  return row;
}

/** Rows are asked for again and again: each is computed once. */
function table(width, base) {
  const known = [];
  return (position) => (known[position] ??= sinusoidalRow(position, width, base));
}

/** Add to each vector its position: that of vector i is `place(i)`. */
export class PositionalEncoding {
  constructor(width, base) {
    this.width = width;
    this.row = table(width, base);
  }

  apply(x, place) {
    return x.map((value, i) => value + this.row(place(Math.floor(i / this.width)))[i % this.width]);
  }
}

/** Stands where positions are added, and adds none. */
export class NoPositions {
  apply(x) { return x; }
}

/** Turn each head's pairs of features by position · ω: nothing is added. */
export class RotaryPositions {
  constructor(headWidth, base) {
    this.headWidth = headWidth;
    this.row = table(headWidth, base);
  }

  /** Vectors of `width` = heads · headWidth; vector i stands at `place(i)`. */
  apply(x, width, place) {
    const out = new Float32Array(x.length);
    for (let i = 0; i < x.length; i += 2) {
      const waves = this.row(place(Math.floor(i / width))), j = i % this.headWidth;
      out[i] = x[i] * waves[j + 1] - x[i + 1] * waves[j];
      out[i + 1] = x[i] * waves[j] + x[i + 1] * waves[j + 1];
    }
    return out;
  }
}
