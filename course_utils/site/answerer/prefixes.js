// What a model says after each beginning of a sentence, computed once however often it is asked.
//
// All widths of a beam search share most of their prefixes, and forced tokens change none: one
// tree of prefixes serves them all. It stands where course_utils.search.states stands.

import { largest } from "./maths.js";
import { BOS_ID } from "./vocabulary.js";

const MOST = 17; // the best tokens after a prefix that any search here can want

/** A beginning: the token read last, and what `step` needs to read it. */
class Prefix {
  constructor(parent, token, state) {
    Object.assign(this, { parent, token, state, logProbs: null, best: null, after: null, children: new Map() });
  }

  /** The tokens written so far, without `<bos>`. */
  get path() {
    return this.parent ? [...this.parent.path, this.token] : [];
  }

  /** The beginning that is longer by one token; this one must have been read. */
  grown(token) {
    if (!this.children.has(token)) this.children.set(token, new Prefix(this, token, this.after));
    return this.children.get(token);
  }
}

/** The tree over `step(tokens, states)`, which returns { logProbs, states }. */
export class Prefixes {
  constructor(step, state) {
    this.step = step;
    this.root = new Prefix(null, BOS_ID, state);
  }

  /** Let the model read the last tokens of these prefixes, all that are new at once. */
  read(prefixes) {
    const fresh = prefixes.filter((each) => !each.logProbs);
    if (!fresh.length) return;
    const { logProbs, states } = this.step(fresh.map((each) => each.token), fresh.map((each) => each.state), fresh);
    fresh.forEach((each, i) => {
      Object.assign(each, { logProbs: logProbs[i], after: states[i], best: largest(logProbs[i], MOST) });
    });
  }

  /** The sum of log-probabilities of a whole path. */
  total(path) {
    let prefix = this.root, total = 0;
    for (const token of path) {
      this.read([prefix]);
      total += prefix.logProbs[token];
      prefix = prefix.grown(token);
    }
    return total;
  }
}
