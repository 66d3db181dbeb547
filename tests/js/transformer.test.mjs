import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { moved, told } = await load("transformer.js");

test("a walk stays on the map", () => {
  assert.deepEqual([moved(0, -1, 5), moved(0, 1, 5), moved(4, 1, 5)], [0, 1, 4]);
});

test("names are filled in and unknown ones left", () => {
  assert.equal(told("{a} of {b} {c}", { a: 1, b: 2 }), "1 of 2 {c}");
});
