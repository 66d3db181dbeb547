import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { agrees } = await load("predict/explorer.js");

for (const [guess, answer] of [
  ["(3, 5)", "(3, 5)"], ["3,5", "(3, 5)"], ["[3，5]", "(3, 5)"], ["TRUE", "True"],
  [".5", "0.5"], ["le chat", "'le chat'"], ["7.0", "7"],
]) {
  test(`${guess} agrees with ${answer}`, () => assert.ok(agrees(guess, answer)));
}

for (const [guess, answer] of [["", ""], ["()", "0"], ["5, 3", "(3, 5)"], ["0.51", "0.5"]]) {
  test(`"${guess}" does not agree with "${answer}"`, () => assert.ok(!agrees(guess, answer)));
}
