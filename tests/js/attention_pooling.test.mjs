import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { pool, context, entropyOf, sharpness } = await load("attention_pooling/explorer.js");
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-5, `${a} is not ${b}`);

test("a key one bandwidth away has exp(-1/2) of the weight of one at the query", () => {
  const [here, there] = pool(2, [2, 5], 3);
  close(there / here, Math.exp(-0.5));
  close(here + there, 1);
});

test("a tiny bandwidth gives all weight to the nearest key, a huge one shares it", () => {
  assert.deepEqual([...pool(1.9, [0, 2, 5], 0.01)], [0, 1, 0]);
  pool(1.9, [0, 2, 5], 1e4).forEach((weight) => close(weight, 1 / 3));
});

test("the context is the weighted mean", () => close(context([0.25, 0.75], [4, 8]), 7));

test("entropy is 0 for one key and ln n for n alike", () => {
  close(entropyOf([0, 1, 0]), 0);
  close(entropyOf([0.25, 0.25, 0.25, 0.25]), Math.log(4));
});

test("the sentence depends on the entropy", () => {
  assert.deepEqual([0.1, 1.5, 2.99].map((entropy) => sharpness(entropy, 3)), ["sharp", "between", "flat"]);
});
