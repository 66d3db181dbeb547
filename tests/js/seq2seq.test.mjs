import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const explorer = await load("seq2seq/explorer.js");
const BOS = 1, EOS = 2;

// A decoder of one hidden unit that ignores its state: embeddings alone decide what follows.
// Tokens: 4 is followed by 5, 5 by <eos>, <bos> by 4, 6 by 6 for ever.
function chain() {
  const next = { 1: 4, 4: 5, 5: 2, 6: 6, 2: 2, 0: 0, 3: 3 };
  const size = 7;
  const embedding = new Float32Array(size * size);
  for (let token = 0; token < size; token++) embedding[token * size + next[token]] = 20;
  // Seven hidden units: the update gate is shut, so the state is tanh of the embedding
  const identity = (from) => Float32Array.from({ length: 3 * size * size }, (_, i) =>
    Math.floor(i / size) === from * size + (i % size) ? 1 : 0);
  const bias = Float32Array.from({ length: 3 * size }, (_, i) => (i >= size && i < 2 * size ? -50 : 0));
  const project = Float32Array.from({ length: size * size }, (_, i) => (Math.floor(i / size) === i % size ? 9 : 0));
  return {
    "decoder.embedding.weight": embedding, "decoder.gru.weight_ih_l0": identity(2),
    "decoder.gru.weight_hh_l0": new Float32Array(3 * size * size), "decoder.gru.bias_ih_l0": bias,
    "decoder.gru.bias_hh_l0": new Float32Array(3 * size),
    "decoder.output_proj.weight": project, "decoder.output_proj.bias": new Float32Array(size),
  };
}
const wrote = (steps) => steps.map((step) => step.wrote);
const read = (steps) => steps.map((step) => step.read);
const start = new Float32Array(7);

test("unpack cuts the numbers in order", () => {
  const cut = explorer.unpack(new Float32Array([1, 2, 3, 5, 7]), [["a", 2], ["b", 3]]);
  assert.deepEqual([...cut.a], [1, 2]);
  assert.deepEqual([...cut.b], [3, 5, 7]);
});

test("linear multiplies rows and adds the bias", () => {
  const out = explorer.linear(new Float32Array([1, 2, 3, 5, 7, 11]), new Float32Array([0.5, -1]), [1, 0, 2]);
  assert.deepEqual([...out], [7.5, 26]);
});

test("best takes the most probable first and of equals the smaller id", () => {
  assert.deepEqual(explorer.best(new Float32Array([0.25, 0.5, 0.25]), 2), [[1, 0.5], [0, 0.25]]);
});

test("running freely reads what it wrote and ends with <eos>", () => {
  const steps = explorer.decode(chain(), start);
  assert.deepEqual(wrote(steps), [4, 5, EOS]);
  assert.deepEqual(read(steps), [BOS, 4, 5]);
});

test("a run that never ends is cut off", () => {
  assert.equal(explorer.decode(chain(), start, { lie: { at: 0, token: 6 }, longest: 11 }).length, 11);
});

test("a lie spreads in a free run and stays local under teacher forcing", () => {
  const target = [4, 5, EOS], lie = { at: 1, token: 6 };
  const clean = explorer.decode(chain(), start, { target });
  const forced = explorer.decode(chain(), start, { target, lie });
  assert.deepEqual(read(forced), [BOS, 6, 5]);
  assert.deepEqual(explorer.changed(forced, clean), [false, true, false]);
  const free = explorer.decode(chain(), start, { lie, longest: 5 });
  assert.deepEqual(wrote(free), [4, 6, 6, 6, 6]);
  assert.equal(explorer.damage(free, clean), 4);
});

test("a lie in place of <eos> makes a free run go on", () => {
  const steps = explorer.decode(chain(), start, { lie: { at: 3, token: 4 } });
  assert.deepEqual(read(steps), [BOS, 4, 5, 4, 5]);
});

test("missing tokens count as damage", () => {
  const clean = explorer.decode(chain(), start);
  assert.equal(explorer.damage(clean.slice(0, 1), clean), 2);
});

test("the worst lie is the second best word from which a free run does not return", () => {
  const weights = chain();
  weights["decoder.embedding.weight"][BOS * 7 + 6] = 19; // after <bos>, 6 is nearly as good as 4
  assert.deepEqual(explorer.worstLie(weights, start, [4, 5, EOS]), { at: 1, token: 6 });
});

test("where nothing spreads there is no worst lie", () => {
  assert.equal(explorer.worstLie(chain(), start, [4, 5, EOS]), null);
});

test("fill puts values into a text and leaves unknown names alone", () => {
  assert.equal(explorer.fill("{a} of {b}, {c}", { a: 0, b: "7" }), "0 of 7, {c}");
});

test("an own sentence gets the full stop that people forget", () => {
  assert.deepEqual(explorer.sentenceOf("Does she sleep?"), ["does", "she", "sleep", "?"]);
  assert.deepEqual(explorer.sentenceOf("They sing, but we sleep"), ["they", "sing", ",", "but", "we", "sleep", "."]);
  assert.deepEqual(explorer.sentenceOf("  "), []);
});

const cases = JSON.parse(readFileSync(new URL("../fold_cases.json", import.meta.url), "utf8"));

for (const [typed, tokens] of cases.tokens) {
  test(`"${typed}" is split as in Python`, () => assert.equal(explorer.tokenise(typed).join(" "), tokens));
}
