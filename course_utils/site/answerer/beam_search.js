// From prefixes to sentences. As course_utils.beam_search.

import { EOS_ID } from "./vocabulary.js";

/** length^α: log-probabilities are negative, so that a larger α favours length. */
export const powerPenalty = (length, alpha) => length ** alpha;

/**
 * The `count` best candidates { parent, token, total } of a beam, best first.
 *
 * Of equals the one with the better prefix wins, then the smaller id. A prefix without a
 * total (it has ended) has no candidates.
 */
export function bestCandidates(beam, count) {
  const all = beam.flatMap(({ prefix, total, ended }, parent) => ended ? [] :
    prefix.best.slice(0, count).map((token) => ({ parent, token, total: total + prefix.logProbs[token] })));
  return all.sort((a, b) => b.total - a.total || a.parent - b.parent || a.token - b.token).slice(0, count);
}

/** The beam after some candidates were kept. */
export function grow(beam, kept, last) {
  return kept.map(({ parent, token, total }) => ({ prefix: beam[parent].prefix.grown(token), total, ended: last || token === EOS_ID }));
}

/** Keep the k best prefixes at every step; return the best sentence, as soon as it is safe. */
export function beamSearch(prefixes, { beamSize, maxLen, alpha = 0.75, penalty = powerPenalty }) {
  let beam = [{ prefix: prefixes.root, total: 0, ended: false }], best = null;
  for (let length = 1; length <= maxLen; length++) {
    prefixes.read(beam.filter((each) => !each.ended).map((each) => each.prefix));
    beam = grow(beam, bestCandidates(beam, beamSize), length === maxLen);
    for (const { prefix, total, ended } of beam) {
      const score = total / penalty(length, alpha);
      if (ended && !(best?.score >= score)) best = { tokens: prefix.path, logProb: total, score };
    }
    const open = Math.max(...beam.filter((each) => !each.ended).map((each) => each.total));
    // Nothing that grows from a prefix can score more than its total would at the next length
    // or at the last
    const bound = Math.max(open / penalty(length + 1, alpha), open / penalty(maxLen, alpha));
    if (open === -Infinity || best?.score >= bound) break;
  }
  return best;
}
