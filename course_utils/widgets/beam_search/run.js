// What a beam search does, without a picture: traces from Python or from a table, the
// stop, the ranking, the exhaustive truth. The same as course_utils.beam_search.
//
// A trace is a list of steps; a step is { kept, entries: [{ parent, token, total }] }, best
// first, the first `kept` of them in the beam; `parent` is a place among those kept before.

export const PRUNED = 6; // candidates that missed the beam and are shown all the same
export const LISTED = 14; // candidates of one step that there is room for

/** Read traces by width, as course_utils.widgets.beam_search.trace writes them. */
export function traces(view) {
  const all = {};
  if (!view || !view.byteLength) return all;
  const numbers = new Float64Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
  for (let at = 0; at < numbers.length;) {
    const trace = (all[numbers[at++]] = []);
    for (let steps = numbers[at++]; steps > 0; steps--) {
      const kept = numbers[at++], entries = [];
      for (let count = numbers[at++]; count > 0; count--, at += 3) {
        entries.push({ parent: numbers[at], token: numbers[at + 1], total: numbers[at + 2] });
      }
      trace.push({ kept, entries });
    }
  }
  return all;
}

/** The probabilities after a prefix: its own row, or the one for the step. */
export function rowOf(table, prefix) {
  return table.rows[prefix.join(" ")] ?? table.otherwise[Math.min(prefix.length, table.otherwise.length - 1)];
}

/** Search a table with beam width k up to `longest` tokens, never stopping early. */
export function searchTable(table, k, longest, forced = []) {
  const eos = table.tokens.length - 1, trace = [];
  let beam = [{ prefix: [], total: 0 }];
  for (let t = 0; t < longest; t++) {
    const entries = beam.flatMap(({ prefix, total }, parent) => prefix.at(-1) === eos ? [] :
      rowOf(table, prefix).map((prob, token) => ({ parent, token, total: total + Math.log(prob) })));
    const finite = entries.filter((each) => each.total > -Infinity).sort((a, b) => b.total - a.total);
    const free = t >= forced.length;
    const kept = free ? finite.slice(0, k) : finite.filter((each) => each.token === forced[t]);
    if (!kept.length) break;
    const missed = finite.filter((each) => !kept.includes(each)).slice(0, PRUNED);
    trace.push({ kept: kept.length, entries: [...kept, ...missed] });
    beam = kept.map((each) => ({ prefix: [...beam[each.parent].prefix, each.token], total: each.total }));
  }
  return trace;
}

/** What a sum of log-probabilities is divided by: length^α, or Google's form of it. */
export function penalty(length, alpha, form) {
  return form === "gnmt" ? ((5 + length) / 6) ** alpha : length ** alpha;
}

/** Every sentence of a table with its score, best first. */
export function everySentence(table, { alpha, form, longest }) {
  const eos = table.tokens.length - 1, found = [];
  let open = [{ path: [], total: 0 }];
  for (let length = 1; length <= longest; length++) {
    const next = [];
    for (const { path, total } of open) {
      rowOf(table, path).forEach((prob, token) => {
        if (!(prob > 0)) return;
        const each = { path: [...path, token], total: total + Math.log(prob) };
        if (token === eos || length === longest) found.push({ ...each, length, score: each.total / penalty(length, alpha, form) });
        else next.push(each);
      });
    }
    open = next;
  }
  return found.sort((a, b) => b.score - a.score);
}

/**
 * What a trace comes to with these settings: its nodes by step, the finished sentences (best
 * first) and the reason of the stop. `size` is the number of tokens that exist. A node's `rank`
 * counts the kept ones first, its `place` goes by the sum alone: forced tokens may tell them apart.
 */
export function replay(trace, { k, alpha, form, longest, eos, size, forced = [] }) {
  const columns = [], finished = [], work = [];
  const root = { t: 0, rank: 0, token: null, logProb: 0, total: 0, path: [], parent: null, children: [], kept: true };
  let beam = [root], stop = null;
  for (let t = 1; t <= Math.min(longest, trace.length) && !stop; t++) {
    const { kept, entries } = trace[t - 1];
    const open = beam.filter((node) => !node.finished);
    work.push({ open: open.length, size });
    const column = entries.slice(0, LISTED).map((entry, i) => {
      const parent = beam[entry.parent], node = {
        t, rank: i + 1, token: entry.token, logProb: entry.total - parent.total, total: entry.total,
        path: [...parent.path, entry.token], parent, children: [], kept: i < kept,
        lag: entry.total - entries[kept - 1].total,
      };
      node.forced = node.kept && t <= forced.length;
      node.passed = !node.kept && t <= forced.length;
      node.finished = node.kept && (node.token === eos || t === longest);
      node.cut = node.finished && node.token !== eos;
      if (node.finished) node.score = node.total / penalty(t, alpha, form);
      parent.children.push(node);
      return node;
    });
    [...column].sort((a, b) => b.total - a.total).forEach((node, i) => { node.place = i + 1; });
    columns.push(column);
    beam = column.slice(0, kept);
    finished.push(...beam.filter((node) => node.finished));
    stop = reasonToStop(beam, finished, t, { alpha, form, longest });
  }
  finished.sort((a, b) => b.score - a.score);
  const ranked = finished.slice(0, k);
  const run = { root, columns, finished: ranked, work, stop, winner: ranked[0] ?? null };
  for (let node = run.winner; node; node = node.parent) node.won = true;
  return run;
}

function reasonToStop(beam, finished, t, { alpha, form, longest }) {
  const open = beam.filter((node) => !node.finished);
  if (t === longest && beam.some((node) => node.cut)) return { why: "length" };
  if (!open.length) return { why: "ended" };
  const total = Math.max(...open.map((node) => node.total)), best = Math.max(...finished.map((node) => node.score));
  const bound = Math.max(total / penalty(t + 1, alpha, form), total / penalty(longest, alpha, form));
  return best < bound ? null : { why: "safe", best, bound };
}

/** All candidates that were scored up to a step. */
export const scored = (run, shown) => run.work.slice(0, shown).reduce((sum, each) => sum + each.open * each.size, 0);

/** Mark the nodes along a path of tokens; return how many tokens of it are in the tree. */
export function markPath(run, path, mark) {
  let node = run.root, depth = 0;
  node[mark] = true;
  for (const token of path) {
    node = node.children.find((each) => each.token === token);
    if (!node) break;
    node[mark] = true;
    depth++;
  }
  return depth;
}

/** Set one probability of a row and scale the others so that the row sums to 1. */
export function setProbability(row, at, prob) {
  const value = Math.min(1, Math.max(0, Number.isFinite(prob) ? prob : row[at]));
  const others = row.reduce((sum, each, i) => sum + (i === at ? 0 : each), 0);
  const factor = others > 0 ? (1 - value) / others : null;
  const scaled = row.map((each, i) => i === at ? value : factor === null ? (1 - value) / (row.length - 1) : each * factor);
  return { row: scaled, factor };
}

/**
 * Tell a search error (the model likes another sentence better, the search missed it) from a
 * model error (its best is not the sentence that we wanted). Unknown things are null.
 */
export function verdict({ found, best, wanted }) {
  const same = (a, b) => a && b && a.path.join() === b.path.join();
  const search = best ? !same(found, best) && best.score > found.score : null;
  return { search, model: best && wanted ? !same(best, wanted) : null };
}
