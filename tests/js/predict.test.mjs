import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { agrees } = await load("predict/explorer.js");

for (const [guess, answer] of [
  ["(3, 5)", "(3, 5)"], ["3,5", "(3, 5)"], ["[3，5]", "(3, 5)"], ["TRUE", "True"],
  [".5", "0.5"], ["le chat", "'le chat'"], ["7.0", "7"],
  // as a Chinese keyboard writes them
  ["（3，7）", "(3, 7)"], ["3、7", "(3, 7)"], ["【３；７】", "(3, 7)"], ["3 7", "(3, 7)"], ["3和7", "(3, 7)"],
  ["3 and 7", "(3, 7)"], ["3×7", "(3, 7)"], ["3 x 7", "(3, 7)"], ["三、七", "(3, 7)"],
  ["０.５", "0.5"], ["0。5", "0.5"], ["零点五", "0.5"], ["“yes”", "yes"], ["「Yes」。", "yes"], ["ＹＥＳ！", "yes"],
  ["三", "3"], ["两个", "2"], ["十二", "12"], ["二十", "20"], ["20 倍", "20"], ["六十四", "64"], ["一百零五", "105"],
  ["一二", "12"], ["一千二百", "1200"], ["负三", "-3"], ["〇", "0"],
  ["−3", "-3"], ["－3", "-3"], ["—3", "-3"], ["–0.50", "-0.5"], ["(−3, －7)", "[-3, -7]"],
  // 1/2 is a number like 0.5; a rounded answer meets the fraction that it rounds
  ["1/2", "0.5"], ["１／２", "0.5"], ["½", "0.5"], ["1/3", "0.33"], ["6/2", "3"], ["-1/2", "-0.5"],
  ["L = 6", "L = 6"], ["6", "L = 6"], ["Ｌ＝６", "L = 6"], ["k=6", "6"], ["23 %", "23"],
  ["A C、B A", "A C, B A"], ["ac，ba", "A C, B A"], ["A C 和 B A", "A C, B A"], ["causal  mask", "causal mask"],
]) {
  test(`${guess} agrees with ${answer}`, () => assert.ok(agrees(guess, [answer])));
}

for (const [guess, answer] of [
  ["", ""], ["()", "0"], ["5, 3", "(3, 5)"], ["0.51", "0.5"], ["。", "0"], ["35", "(3, 5)"], ["3, 5, 7", "(3, 5)"],
  ["1/2", "1"], ["1/2", "0"], ["0.333", "0.33"], ["-3", "3"], ["3-7", "(3, 7)"], ["no", "yes"], ["十", "1"], ["B A, A C", "A C, B A"],
]) {
  test(`"${guess}" does not agree with "${answer}"`, () => assert.ok(!agrees(guess, [answer])));
}

test("any of the accepted words will do", () => {
  for (const guess of ["会", "是。", "Ｙｅｓ"]) assert.ok(agrees(guess, ["会", "是", "yes"]));
  for (const guess of ["不会", "会是", "no", ""]) assert.ok(!agrees(guess, ["会", "是", "yes"]));
});
