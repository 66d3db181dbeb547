import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const bottleneck = await load("encoder_decoder/bottleneck.js");
const cnn = await load("encoder_decoder/cnn_state.js");
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-5, `${a} is not ${b}`);
const mean = [0.5, 0.5, 0], components = [1, 0, 0, 0, 0.6, 0.8];

test("encode projects on the components", () => {
  [...bottleneck.encode([1.5, 1.5, 1], mean, components)].forEach((value, i) => close(value, [1, 1.4][i]));
});

test("decode of nothing is the mean, and each number adds its component", () => {
  assert.deepEqual([...bottleneck.decode([2, 5], 0, mean, components)], mean);
  [2.5, 3.5, 4].forEach((value, i) => close(bottleneck.decode([2, 5], 2, mean, components)[i], value));
});

test("share lost is 1 for the mean and 0 for the image itself", () => {
  close(bottleneck.shareLost([1, 0, 0], mean, mean), 1);
  close(bottleneck.shareLost([1, 0, 0], [1, 0, 0], mean), 0);
});

test("what is seen depends on what is lost", () => {
  assert.deepEqual([0.9, 0.5, 0.2, 0.01].map(bottleneck.seen), ["smudge", "place", "shape", "same"]);
});

test("ticks begin at zero, are few and stay inside", () => {
  assert.deepEqual(bottleneck.ticks(128), [0, 16, 32, 48, 64, 80, 96, 112, 128]);
  assert.deepEqual(bottleneck.ticks(128, 4), [0, 32, 64, 96, 128]);
  assert.deepEqual(bottleneck.ticks(3), [0, 1, 2, 3]);
});

test("a stroke between two cells has no gaps", () => {
  assert.deepEqual(cnn.between([2, 3], [2, 3]), [[2, 3], [2, 3]]);
  assert.deepEqual(cnn.between([0, 0], [1, 3]), [[0, 0], [0, 1], [1, 2], [1, 3]]);
});

test("a convolution with one centre weight is the image, and the pooling keeps the largest of four", () => {
  const weight = new Float32Array(25);
  weight[12] = 1;
  const input = [1, 2, -5, -6, 3, 4, -7, -8, 0, 0, 1, 0, 0, 9, 0, 0];
  const maps = cnn.convolve(input, 1, 4, weight, [0]);
  assert.deepEqual([...maps], input);
  assert.deepEqual([...cnn.pool(maps, 1, 4)], [4, 0, 9, 1]);
});

test("a convolution looks two cells down and across, and finds nothing beyond the edge", () => {
  const weight = new Float32Array(25);
  weight[24] = 1; // the kernel's last entry: two down, two across
  const input = Array.from({ length: 16 }, (_, i) => i + 1);
  assert.deepEqual([...cnn.pool(cnn.convolve(input, 1, 4, weight, [0]), 1, 4)], [16, 0, 0, 0]);
});
