import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const attention = await load("attention_numbers.js");
const close = (found, wanted) => found.forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-5, `${[...found]}`));

test("numbers are cut apart in the maps' order", () => {
  const maps = [{ heads: 1, rows: ["a"], columns: ["x", "y"] }, { heads: 2, rows: ["a"], columns: ["z"] }];
  assert.deepEqual(attention.cut(Float32Array.of(1, 2, 3, 4), maps).map((each) => [...each]), [[1, 2], [3, 4]]);
});

test("temperature 1 changes nothing, a low one sharpens, a high one flattens", () => {
  close(attention.sharpen([0.2, 0.8], 1), [0.2, 0.8]);
  close(attention.sharpen([0.2, 0.8], 0.5), [1 / 17, 16 / 17]);
  close(attention.sharpen([0.2, 0.8], 1e6), [0.5, 0.5]);
});

test("what is masked stays masked at every temperature", () => {
  close(attention.sharpen([0, 0.3, 0.7], 10).subarray(0, 1), [0]);
  close(attention.sharpen([0, 0], 0.1), [0, 0]);
});

test("a nudged row still sums to one, and the others keep their proportions", () => {
  close(attention.nudge([0.5, 0.4, 0.1], 0, 0.25), [0.75, 0.2, 0.05]);
  close(attention.nudge([1, 0, 0], 0, -0.5), [0.5, 0.25, 0.25]);
  close(attention.nudge([0.9, 0.1], 0, 0.5), [1, 0]);
});

test("one word put in is one difference", () => {
  const { ours, theirs, count } = attention.differences(["le", "petit", "chat"], ["le", "chat"]);
  assert.deepEqual([ours, theirs, count], [[false, true, false], [false, false], 1]);
  assert.equal(attention.differences(["a"], ["a"]).count, 0);
});

test("the alignment error rate is 0 for the gold links and 1 for none of them", () => {
  const gold = [[0, 0], [2, 1]];
  assert.equal(attention.errorRate(gold, gold), 0);
  assert.equal(attention.errorRate([[1, 0]], gold), 1);
  assert.equal(attention.errorRate([[0, 0], [1, 1]], gold), 0.5);
});

test("a row without weight links nothing", () => {
  assert.deepEqual(attention.links([[0.1, 0.9], [0, 0]]), [[1, 0]]);
});

test("weight on padding is counted", () => {
  assert.ok(Math.abs(attention.onPads(["a", "<pad>", "<pad>"], [0.5, 0.2, 0.3]) - 0.5) < 1e-9);
});
