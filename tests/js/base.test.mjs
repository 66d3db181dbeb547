import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const base = await load("predict/explorer.js");
const close = (a, b) => assert.ok(Math.abs(a - b) < 1e-6, `${a} is not ${b}`);

test("floats reads bytes that do not start at a multiple of four", () => {
  const bytes = new Uint8Array(13);
  bytes.set(new Uint8Array(new Float32Array([2.5, -7, 11]).buffer), 1);
  assert.deepEqual([...base.floats(new DataView(bytes.buffer, 1, 12))], [2.5, -7, 11]);
});

test("floats of nothing is empty", () => {
  assert.equal(base.floats(null).length, 0);
});

test("softmax adds up to one in each row and does not overflow", () => {
  const out = base.softmax([1000, 1000, 0, Math.log(3)], 2);
  [0.5, 0.5, 0.25, 0.75].forEach((value, i) => close(out[i], value));
});

test("softmax with scale 0 is uniform", () => {
  [...base.softmax([5, -3, 2], 3, 0)].forEach((value) => close(value, 1 / 3));
});

test("colours agree with matplotlib at the ends and in the middle", () => {
  assert.deepEqual(base.heat(0), [0, 34, 78]);
  assert.deepEqual(base.heat(0.5), [125, 124, 120]);
  assert.deepEqual(base.heat(1), [254, 232, 56]);
  assert.deepEqual(base.signed(0), [246, 246, 247]);
});

test("amounts out of range or missing have a colour too", () => {
  assert.deepEqual(base.heat(7), base.heat(1));
  assert.deepEqual(base.heat(-7), base.heat(0));
  assert.deepEqual(base.heat(NaN), base.heat(0));
});

test("ink is black on light and white on dark", () => {
  assert.equal(base.inkOn(base.heat(1)), "#000");
  assert.equal(base.inkOn(base.heat(0)), "#fff");
});

test("css writes a colour", () => {
  assert.equal(base.css([1, 2, 3]), "rgb(1,2,3)");
});

const cases = JSON.parse(readFileSync(new URL("../fold_cases.json", import.meta.url), "utf8"));

for (const [typed, plain] of cases.fold) {
  test(`"${typed}" folds to "${plain}"`, () => {
    assert.equal(base.fold(typed), plain);
    assert.equal(base.fold(plain), plain);
  });
}

test("Enter that takes a word from an input method ends no line", () => {
  assert.ok(base.entered({ key: "Enter", isComposing: false, keyCode: 13 }));
  assert.ok(!base.entered({ key: "Enter", isComposing: true, keyCode: 229 }));
  assert.ok(!base.entered({ key: "Enter", isComposing: false, keyCode: 229 })); // Safari
  assert.ok(!base.entered({ key: "a", isComposing: false, keyCode: 65 }));
});

test("a question that has no answer yet is known by its id", () => {
  const model = (request, answer) => ({ get: (name) => ({ request, answer })[name] });
  assert.equal(base.unanswered(model({}, { id: null })), null);
  assert.equal(base.unanswered(model({ id: 5 }, { id: 5 })), null);
  assert.equal(base.unanswered(model({ id: 5 }, { id: null })), 5);
  assert.ok(Number.isSafeInteger(base.newId()));
});

test("only a kernel that is there and at work is busy", () => {
  const silence = (status, connectionStatus) => base.silence({ widget_manager: { kernel: { status, connectionStatus } } });
  assert.equal(silence("busy", "connected"), "busy");
  assert.equal(silence("idle", "connected"), "offline"); // it does not know this widget
  assert.equal(silence("busy", "disconnected"), "offline");
  assert.equal(base.silence({ widget_manager: { kernel: null } }), "offline");
  assert.equal(base.silence({}), "offline");
});
