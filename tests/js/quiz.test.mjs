import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { score } = await load("quiz/explorer.js");
const questions = [
  { options: [{ right: true }, { right: false }] },
  { options: [{ right: false }, { right: false }, { right: true }] },
];

test("score counts the right options chosen", () => {
  assert.equal(score(questions, [0, 2]), 2);
  assert.equal(score(questions, [1, 2]), 1);
});

test("a question that is not answered counts nothing", () => {
  assert.equal(score(questions, [null, null]), 0);
});
