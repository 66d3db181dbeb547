import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { groupOf, normalise } = await load("layer_norm/explorer.js");
const SHAPE = [2, 3, 4];
const close = (found, wanted) => [...found].forEach((value, i) => assert.ok(Math.abs(value - wanted[i]) < 1e-3, `${[...found]}`));

test("layer and RMS norm share a token, instance norm a feature of a sentence, batch norm a feature", () => {
  assert.deepEqual(groupOf(5, SHAPE, "layer"), [4, 5, 6, 7]);
  assert.deepEqual(groupOf(5, SHAPE, "rms"), [4, 5, 6, 7]);
  assert.deepEqual(groupOf(5, SHAPE, "instance"), [1, 5, 9]);
  assert.deepEqual(groupOf(5, SHAPE, "batch"), [1, 5, 9, 13, 17, 21]);
});

test("1 and 5 become −1 and 1; without the mean they keep their signs", () => {
  close(normalise([1, 5], [1, 1, 2], "layer"), [-1, 1]);
  close(normalise([1, 5], [1, 1, 2], "rms"), [1 / Math.sqrt(13), 5 / Math.sqrt(13)]);
  close(normalise([1, 5], [2, 1, 1], "batch"), [-1, 1]);
});
