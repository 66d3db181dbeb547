import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { headOf, tokensSeen } = await load("multi_head_attention/explorer.js");

test("each head gets neighbouring features of every token", () => {
  for (const token of [0, 4]) {
    const heads = Array.from({ length: 12 }, (_, f) => headOf(token, f, 5, 12, 3, false));
    assert.deepEqual(heads, [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2]);
  }
});

test("the bare view counts the numbers off, token after token", () => {
  assert.equal(headOf(2, 5, 5, 12, 2, true), 0); // number 29 of 60
  assert.equal(headOf(2, 6, 5, 12, 2, true), 1);
});

test("rightly cut every token is seen, wrongly only some", () => {
  assert.equal(tokensSeen(5, 12, 2, false), 5);
  assert.equal(tokensSeen(5, 12, 2, true), 3);
  assert.equal(tokensSeen(5, 12, 12, true), 1);
});
