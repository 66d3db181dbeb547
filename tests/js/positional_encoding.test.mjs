import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { frequencies, encode, product, degrees, wave } = await load("positional_encoding/explorer.js");
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-9, `${a} is not ${b}`);

test("the first pair turns by a radian a position, the last more slowly than all", () => {
  const [first, ...others] = frequencies(8, 100);
  close(first, 1);
  close(others.at(-1), 100 ** (-6 / 8));
});

test("position 0 is sines of 0 and cosines of 0", () => assert.deepEqual(encode(0, 4, 100), [0, 1, 0, 1]));

test("the dot product of two positions depends on their distance alone", () => {
  for (const i of [0, 3, 40]) {
    const a = encode(i, 6, 100), b = encode(i + 7, 6, 100);
    close(a.reduce((sum, value, k) => sum + value * b[k], 0), product(7, 6, 100));
  }
});

test("degrees stay on the dial, and waves are round numbers", () => {
  close(degrees(-Math.PI / 2), 270);
  assert.deepEqual([1, 100 ** (-6 / 8)].map(wave), ["6.3", "199"]);
});
