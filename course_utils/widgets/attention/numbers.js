// Arithmetic of the attention explorer; nothing here knows the page.

/** Cut the numbers of all attentions apart: one Float32Array a map, in the maps' order. */
export function cut(numbers, maps) {
  let start = 0;
  return maps.map(({ heads, rows, columns }) => {
    const size = heads * rows.length * columns.length;
    return numbers.subarray(start, (start += size));
  });
}

/** One head's row of weights. */
export function rowOf(numbers, map, head, row) {
  const width = map.columns.length, start = (head * map.rows.length + row) * width;
  return numbers.subarray(start, start + width);
}

/** The row at another temperature: softmax(scores / T), which needs the weights alone. */
export function sharpen(weights, temperature) {
  if (temperature === 1) return Float32Array.from(weights);
  const peak = Math.max(...weights);
  if (!(peak > 0)) return new Float32Array(weights.length);
  const powers = Array.from(weights, (w) => (w > 0 ? Math.exp(Math.log(w / peak) / temperature) : 0));
  const sum = powers.reduce((a, b) => a + b, 0);
  return Float32Array.from(powers, (w) => w / sum);
}

/** Entropy in nats: 0 looks at one key only, log(n) at all alike. */
export function entropy(weights) {
  let sum = 0;
  for (const w of weights) if (w > 0) sum -= w * Math.log(w);
  return sum;
}

/** No change at all to one attention. */
export const untouched = () => ({ temperature: 1, muted: [], pins: [] });

/** Does it change anything? */
export const touches = (change) => change.temperature !== 1 || change.muted.length > 0 || change.pins.length > 0;

/** What the kernel is asked: a sentence, with all that the reader has set and changed. */
export function question(id, source, masks, width, changes) {
  const list = Object.entries(changes).filter(([, each]) => touches(each)).map(([key, each]) => {
    const [kind, layer] = key.split(" ");
    return { kind, layer: +layer, ...each };
  });
  return { id, ...source, ...masks, width, changes: list };
}

/** What a question set and changed: masks, beam width and changes by attention. */
export function settingsOf({ padded = false, padding = true, causal = true, width = 1, changes = [] }) {
  const entries = changes.map(({ kind, layer, ...each }) => [`${kind} ${layer}`, structuredClone(each)]);
  return { masks: { padded, padding, causal }, width, changes: Object.fromEntries(entries) };
}

/** The sentence of an answer as a question asks for it: an example, or words. */
export function sourceOf({ src = [] }, examples) {
  const text = src.join(" "), example = examples.indexOf(text);
  return example < 0 ? { text } : { example };
}

/** Are two answers about the same sentence? */
export const sameSentence = (answer, other) => (answer.src ?? []).join(" ") === (other.src ?? []).join(" ");

/** The weights of one row after a change: sharpened, or pinned, or muted. */
export function changedRow(numbers, map, head, row, change) {
  if (change.muted.includes(head)) return new Float32Array(map.columns.length);
  const pin = change.pins.find(([h, r]) => h === head && r === row);
  if (pin) {
    const wanted = Float32Array.from(map.columns, (_, j) => pin[2][j] ?? 0);
    const sum = wanted.reduce((a, b) => a + b, 0) || 1;
    return wanted.map((w) => w / sum);
  }
  return sharpen(rowOf(numbers, map, head, row), change.temperature);
}

/** The same row with one weight raised or lowered by `step`; the others share the rest. */
export function nudge(weights, at, step) {
  const wanted = Math.min(1, Math.max(0, weights[at] + step));
  const rest = 1 - weights[at], even = (1 - wanted) / Math.max(1, weights.length - 1);
  return Array.from(weights, (w, j) => (j === at ? wanted : rest > 1e-6 ? (w * (1 - wanted)) / rest : even));
}

/** Each row's largest weight as a link [key, query]; rows without weight link nothing. */
export function links(rows) {
  return rows.flatMap((weights, query) => {
    const most = Math.max(...weights);
    return most > 0 ? [[weights.indexOf(most), query]] : [];
  });
}

/** 1 − F1 of the found links, as course_utils.training.evaluation.alignment_error_rate. */
export function errorRate(found, gold) {
  const key = ([a, b]) => `${a},${b}`, wanted = new Set(gold.map(key));
  const hits = new Set(found.map(key).filter((each) => wanted.has(each))).size;
  return 1 - (2 * hits) / (found.length + wanted.size);
}

/**
 * Which words of either sentence are not in their longest common part, so that one word
 * put in does not mark all words behind it: { ours, theirs, count }.
 */
export function differences(words, others) {
  const common = Array.from({ length: words.length + 1 }, () => new Uint16Array(others.length + 1));
  for (let i = words.length - 1; i >= 0; i--) {
    for (let j = others.length - 1; j >= 0; j--) {
      common[i][j] = words[i] === others[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const ours = words.map(() => true), theirs = others.map(() => true);
  for (let i = 0, j = 0; i < words.length && j < others.length;) {
    if (words[i] === others[j]) { ours[i++] = false; theirs[j++] = false; }
    else if (common[i + 1][j] >= common[i][j + 1]) i++;
    else j++;
  }
  const wrong = (flags) => flags.filter(Boolean).length;
  return { ours, theirs, count: Math.max(wrong(ours), wrong(theirs)) };
}

/** The n largest weights as [column, weight], largest first. */
export function largest(weights, n) {
  return Array.from(weights, (w, j) => [j, w]).sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, n);
}

/** How much of a row's weight falls on padding. */
export const onPads = (tokens, weights) => weights.reduce((sum, w, j) => sum + (tokens[j] === "<pad>" ? w : 0), 0);

/** Put values into a text with {names}. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
