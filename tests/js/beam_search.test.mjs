import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const beam = await load("beam_search/run.js", "beam_search/layout.js", "beam_search/panel.js", "beam_search/explorer.js");

// Ids 0 1 2 3 = A B C <eos>: the counter-example of the course
const TABLE = {
  tokens: ["A", "B", "C", "<eos>"],
  rows: { 0: [0.25, 0.4, 0.3, 0.05], "0 1": [0.2, 0.2, 0.4, 0.2], "0 2": [0.1, 0.6, 0.2, 0.1], "0 1 2": [0.2, 0.15, 0.05, 0.6], "0 2 1": [0.15, 0.1, 0.15, 0.6] },
  otherwise: [[0.5, 0.3, 0.15, 0.05], [0.25, 0.3, 0.25, 0.2], [0.3, 0.25, 0.25, 0.2], [0.1, 0.1, 0.2, 0.6]],
};
const RULES = { k: 2, alpha: 0.75, form: "power", longest: 4, eos: 3, size: 4 };
const search = (changes = {}) => {
  const rules = { ...RULES, ...changes };
  return beam.replay(beam.searchTable(TABLE, rules.k, 6, rules.forced), rules);
};
const near = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("greedy multiplies to 0.048 and two beams to 0.054", () => {
  const greedy = search({ k: 1 }).winner, two = search().winner;
  assert.deepEqual(greedy.path, [0, 1, 2, 3]);
  near(Math.exp(greedy.total), 0.048);
  assert.deepEqual(two.path, [0, 2, 1, 3]);
  near(Math.exp(two.total), 0.054);
});

test("a larger alpha favours longer sentences", () => {
  const short = search({ k: 10, alpha: 0 }).winner, long = search({ k: 10, alpha: 1 }).winner;
  assert.deepEqual(short.path, [1, 3]);
  assert.equal(long.path.length, 4);
});

test("Google's penalty is 1 for one token whatever alpha is", () => {
  for (const alpha of [0, 0.5, 2]) near(beam.penalty(1, alpha, "gnmt"), 1);
  near(beam.penalty(7, 0.5, "gnmt"), Math.sqrt(2));
  near(beam.penalty(4, 0.5, "power"), 2);
});

test("the work is counted from the prefixes that are still open", () => {
  const run = search();
  assert.deepEqual(run.work.map(({ open }) => open), [1, 2, 2, 2]);
  assert.equal(beam.scored(run, 3), 20);
  assert.deepEqual(beam.counted(run, 4, { size: 4, k: 2, longest: 4 }),
    { sum: "(1 + 2 + 2 + 2)", size: 4, total: "28", k: 2, longest: 4, bound: "32" });
});

test("what reaches the maximum length is cut off there and says so", () => {
  const run = search({ longest: 2 });
  assert.equal(run.stop.why, "length");
  assert.deepEqual(run.winner.path, [0, 1]);
  assert.ok(run.winner.cut);
});

test("the search stops once nothing open can overtake what has ended", () => {
  const run = search({ k: 10, alpha: 0, longest: 6 });
  assert.equal(run.stop.why, "safe");
  assert.ok(run.columns.length < 6);
  assert.ok(run.stop.best >= run.stop.bound);
});

test("forced tokens leave no choice and keep their own scores", () => {
  const run = search({ forced: [2, 0] });
  assert.ok(run.finished.every((node) => node.path[0] === 2 && node.path[1] === 0));
  const [first, second] = run.columns.map((column) => column.find((node) => node.kept));
  assert.ok(first.forced && second.forced && !run.columns[2][0].forced);
  near(first.logProb, Math.log(0.15));
  near(second.total, Math.log(0.15 * 0.25));
  assert.deepEqual([first.rank, first.place], [1, 3]); // the table ranks C third
  assert.ok(run.columns[0].filter((node) => node !== first).every((node) => node.passed));
  assert.equal(run.columns[0].length, 4); // what the table wanted is shown all the same
});

test("a pruned candidate knows its rank and how far it is behind", () => {
  const [first] = search().columns;
  const pruned = first.filter((node) => !node.kept);
  assert.deepEqual(pruned.map((node) => node.rank), [3, 4]);
  near(pruned[0].lag, Math.log(0.15) - Math.log(0.3));
});

test("the truth is marked as far as the tree holds it", () => {
  const run = search({ k: 1 });
  assert.equal(beam.markPath(run, [0, 2, 1, 3], "true"), 2); // A, and C, which was pruned
  assert.ok(run.columns[1].find((node) => node.token === 2).true);
});

test("search errors and model errors are told apart", () => {
  const node = (path, score) => ({ path, score });
  const best = node([1], -1), other = node([2], -2);
  assert.deepEqual(beam.verdict({ found: best, best, wanted: best }), { search: false, model: false });
  assert.deepEqual(beam.verdict({ found: other, best, wanted: best }), { search: true, model: false });
  assert.deepEqual(beam.verdict({ found: best, best, wanted: other }), { search: false, model: true });
  assert.deepEqual(beam.verdict({ found: best, best: null, wanted: null }), { search: null, model: null });
});

test("an edited row sums to one again, the others keeping their shares", () => {
  const { row, factor } = beam.setProbability([0.5, 0.3, 0.15, 0.05], 0, 0.75);
  near(row.reduce((a, b) => a + b), 1);
  near(factor, 0.5);
  near(row[1] / row[2], 2);
  assert.deepEqual(beam.setProbability([1, 0, 0], 0, 0.5).row, [0.5, 0.25, 0.25]);
  assert.equal(beam.setProbability([0.5, 0.5], 0, 7).row[0], 1);
  assert.equal(beam.setProbability([0.5, 0.5], 0, NaN).row[0], 0.5);
});

test("wishes are granted where they can be and kept apart where not", () => {
  assert.deepEqual(beam.spread([10, 50], [1, 1], 20, 0, 100), [10, 50]);
  assert.deepEqual(beam.spread([50, 50], [1, 1], 20, 0, 100), [40, 60]);
  assert.deepEqual(beam.spread([50, 50], [9, 1], 20, 0, 100), [48, 68]);
  assert.deepEqual(beam.spread([-10, 200], [1, 1], 20, 0, 100), [0, 100]);
});

// A search that never ends, over words some of which are far too long
const WORDS = ["a", "anticonstitutionnellement", "mmmmmmmmmmmm", "aujourd'hui", "束搜索束搜索束搜索", "i", "l'", "extraordinaires", "on", "<eos>"];
function wild(seed) {
  let state = seed;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  const row = () => {
    const raw = WORDS.map((_, i) => (i === WORDS.length - 1 ? 0.05 : 1) * random() ** 3);
    const sum = raw.reduce((a, b) => a + b);
    return raw.map((each) => each / sum);
  };
  return { tokens: WORDS, rows: {}, otherwise: Array.from({ length: 12 }, row) };
}

const texts = (node) => ({
  token: WORDS[node.token] ?? "<bos>", total: beam.show(node.total), step: beam.show(node.logProb), note: node.finished ? `score ${beam.show(node.score)}` : `✕ #${node.rank}`,
});

function apart([l1, t1, r1, b1], [l2, t2, r2, b2]) {
  return r1 <= l2 || r2 <= l1 || b1 <= t2 || b2 <= t1;
}

for (const k of [1, 2, 3, 5, 7, 10]) {
  test(`no label overlaps another or leaves its node at k = ${k}`, () => {
    for (const [seed, room] of [[3, 0], [5, 540], [7, 4000], [11, 1100]]) {
      const table = wild(seed);
      const run = beam.replay(beam.searchTable(table, k, 12), { ...RULES, k, longest: 12, eos: 9, size: 10 });
      const width = beam.layout(run, room);
      const nodes = [run.root, ...run.columns.flat()], boxes = [];
      for (const node of nodes) {
        const within = [node.x, node.y - node.height / 2, node.x + node.width, node.y + node.height / 2];
        assert.ok(within[0] >= 0 && within[2] <= width && within[1] >= beam.HEAD - 1 && within[3] <= beam.HEIGHT - beam.FOOT + 1);
        for (const label of beam.labels(node, texts(node))) {
          const [l, t, r, b] = beam.box(label);
          assert.ok(l >= within[0] && r <= within[2] && t >= within[1] && b <= within[3], `${label.text} leaves its node`);
          boxes.push([l, t, r, b, label.text]);
        }
      }
      for (let i = 0; i < boxes.length; i++) {
        for (let j = i + 1; j < boxes.length; j++) assert.ok(apart(boxes[i], boxes[j]), `${boxes[i][4]} overlaps ${boxes[j][4]}`);
      }
      for (const column of run.columns) {
        column.slice(1).forEach((node, i) => assert.ok(node.y - column[i].y >= beam.PITCH - 1e-6));
        column.slice(1).forEach((node, i) => assert.ok(node.parent.y >= column[i].parent.y, "lines cross"));
      }
    }
  });
}

test("what does not fit is cut with an ellipsis", () => {
  assert.equal(beam.fit("chat", 13, 100), "chat");
  const cut = beam.fit("anticonstitutionnellement", 13, 60);
  assert.ok(cut.endsWith("…") && beam.textWidth(cut, 13) <= 60);
});

test("arrow keys walk the tree among what is shown", () => {
  const run = search();
  beam.layout(run);
  const best = beam.neighbour(run, run.root, "ArrowRight", 4);
  assert.deepEqual(best.path, [0]);
  assert.equal(beam.neighbour(run, best, "ArrowLeft", 4), run.root);
  assert.deepEqual(beam.neighbour(run, best, "ArrowDown", 4).path, [1]);
  assert.equal(beam.neighbour(run, best, "ArrowUp", 4), null);
  assert.equal(beam.neighbour(run, best, "ArrowRight", 1), null); // not yet shown
  assert.equal(beam.neighbour(run, best, "End", 4), run.winner);
  assert.equal(beam.neighbour(run, best, "End", 3), null);
  assert.equal(beam.neighbour(run, best, "Home", 4), run.root);
  assert.equal(beam.neighbour(run, best, "a", 4), null);
  const seen = new Set([run.root]); // every node can be reached
  for (let t = 0, node = run.root; t < 4; t++) {
    node = run.columns[t][0];
    for (; node; node = beam.neighbour(run, node, "ArrowDown", 4)) seen.add(node);
  }
  assert.equal(seen.size, 1 + run.columns.flat().length);
});

test("numbers have a true minus sign and no negative zero", () => {
  assert.equal(beam.show(-1.005), "−1.00");
  assert.equal(beam.show(-0.0123), "−0.012");
  assert.equal(beam.show(-0.0001), "0.000");
  assert.equal(beam.show(2, 3), "2.000");
  assert.deepEqual(beam.formula(4, 0.75, "power"), ["4", "0.75"]);
  assert.deepEqual(beam.formula(4, 1, "gnmt"), ["((5 + 4) / 6)", "1.00"]);
});

test("the terms of a path add up", () => {
  assert.equal(beam.terms(search().winner), "−0.69 − 1.20 − 0.51 − 0.51");
});

test("traces that are not there are no traces", () => {
  assert.deepEqual(beam.traces(null), {});
});
