import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const attention = await load("attention/numbers.js", "attention/text.js", "attention/steps.js");
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

test("the request carries the sentence, the masks, the beam width and what is changed", () => {
  const changes = { "cross 1": { temperature: 1, muted: [2], pins: [] }, "decoder 0": attention.untouched() };
  assert.deepEqual(attention.question(7, { text: "they sing" }, { padded: false, padding: true, causal: false }, 4, changes), {
    id: 7, text: "they sing", padded: false, padding: true, causal: false, width: 4,
    changes: [{ kind: "cross", layer: 1, temperature: 1, muted: [2], pins: [] }],
  });
});

test("a step dims the words that are not yet written, wherever they stand", () => {
  const map = (kind) => ({ kind, rows: ["le", "chat", "dort"], columns: ["the", "cat"] });
  assert.deepEqual(attention.unwritten(map("cross"), 1), { rows: [false, true, true], columns: [false, false] });
  assert.deepEqual(attention.unwritten(map("decoder"), 1), { rows: [false, true, true], columns: [false, true] });
  assert.deepEqual(attention.unwritten(map("encoder"), 1), { rows: [false, false, false], columns: [false, false] });
  assert.deepEqual(attention.unwritten(map("cross"), 0), { rows: [false, false, false], columns: [false, false] });
  assert.deepEqual([0, 1, 2].map((i) => attention.stage(i, 2)), ["", "now", "later"]);
  assert.deepEqual([0, 1, 2].map((i) => attention.stage(i, 0)), ["", "", ""]);
});

test("steps go round: from the whole sentence to its first word and back", () => {
  assert.deepEqual([0, 1, 3].map((step) => attention.around(step, 1, 3)), [1, 2, 0]);
  assert.deepEqual([0, 1, 3].map((step) => attention.around(step, -1, 3)), [3, 0, 2]);
});

test("a wider beam is among the changes, a beam of one is not", () => {
  const words = { widened: "beam width {width}" }, masks = { padding: true, causal: true };
  assert.deepEqual(attention.changesInWords({}, { masks, width: 4 }, words), ["beam width 4"]);
  assert.deepEqual(attention.changesInWords({}, { masks, width: 1 }, words), []);
});

test("what a question set is read back from it; what it is silent on is untouched", () => {
  const changes = { "cross 1": { temperature: 2, muted: [3], pins: [[0, 1, [0.5, 0.5]]] } };
  const masks = { padded: true, padding: false, causal: false };
  const asked = attention.question(7, { text: "they sing ." }, masks, 4, changes);
  assert.deepEqual(attention.settingsOf(asked), { masks, width: 4, changes });
  const plain = { masks: { padded: false, padding: true, causal: true }, width: 1, changes: {} };
  assert.deepEqual(attention.settingsOf({}), plain);
});

test("an answer's sentence is an example's, or words of the reader's own", () => {
  const examples = ["they sing .", "she sleeps ."];
  assert.deepEqual(attention.sourceOf({ src: ["she", "sleeps", "."] }, examples), { example: 1 });
  assert.deepEqual(attention.sourceOf({ src: ["he", "sleeps", "."] }, examples), { text: "he sleeps ." });
});
