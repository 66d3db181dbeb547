// What a beam search considered: every width, up to the last step. As widgets/beam_search/trace.py.

import { bestCandidates, grow } from "./beam_search.js";
import { largest } from "./maths.js";

export const WIDTHS = Array.from({ length: 10 }, (_, i) => i + 1);
export const PRUNED = 6; // how many of the candidates that missed the beam are shown

/**
 * Search with each width and return the traces as float64 numbers, as `traces` in run.js reads
 * them; the `forced` tokens begin every sentence.
 */
export function traceWidths(prefixes, { maxLen, forced = [], widths = WIDTHS }) {
  const numbers = [];
  for (const width of widths) {
    const layers = search(prefixes, width, maxLen, forced);
    numbers.push(width, layers.length);
    for (const { kept, missed } of layers) {
      numbers.push(kept.length, kept.length + missed.length);
      for (const { parent, token, total } of [...kept, ...missed]) numbers.push(parent, token, total);
    }
  }
  return Float64Array.from(numbers);
}

/** One search that never stops early: the candidates kept at each step, and the best others. */
function search(prefixes, width, maxLen, forced) {
  let beam = [{ prefix: prefixes.root, total: 0, ended: false }];
  const layers = [];
  for (let length = 1; length <= maxLen && beam.some((each) => !each.ended); length++) {
    prefixes.read(beam.filter((each) => !each.ended).map((each) => each.prefix));
    const layer = length <= forced.length ? only(beam, forced[length - 1]) : chosen(beam, width);
    layers.push(layer);
    beam = grow(beam, layer.kept, length === maxLen);
  }
  return layers;
}

function chosen(beam, width) {
  const best = bestCandidates(beam, width + PRUNED);
  return { kept: best.slice(0, width), missed: best.slice(width) };
}

/** Until the forced tokens are written there is one prefix, and no choice. */
function only(beam, token) {
  const parent = beam.findIndex((each) => !each.ended), { prefix, total } = beam[parent];
  const candidate = (each) => ({ parent, token: each, total: total + prefix.logProbs[each] });
  const others = largest(prefix.logProbs, PRUNED + 1).filter((each) => each !== token);
  return { kept: [candidate(token)], missed: others.slice(0, PRUNED).map(candidate) };
}
