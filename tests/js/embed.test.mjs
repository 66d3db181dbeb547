// An explorer's model in a page without a kernel: it keeps, compares and tells.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const file = new URL("../../course_utils/pages/embed.js", import.meta.url);
const { Model } = new Function(`${readFileSync(file, "utf8")}; return explorers;`)();

test("bytes arrive as a view, where they belong", () => {
  const buffers = [
    { path: ["numbers"], data: "AACAPw==" },
    { path: ["deep", "1"], data: "AAAAQA==" },
  ];
  const model = new Model({ state: { numbers: null, deep: [0, null] }, buffers });
  assert.equal(model.get("numbers").getFloat32(0, true), 1);
  assert.equal(model.get("deep")[1].getFloat32(0, true), 2);
});

test("whoever listens to a trait hears its changes, and only changes", () => {
  const model = new Model({ state: { k: 2, alpha: 0 } });
  const heard = [];
  const ear = () => heard.push(model.get("k"));
  model.on("change:k", ear);
  model.set("k", 2);
  model.set("k", 3);
  model.set("alpha", 1);
  model.off("change:k", ear);
  model.set("k", 5);
  assert.deepEqual(heard, [3]);
  assert.equal(model.get("k"), 5);
  model.save_changes();
  model.send({});
});

test("two explorers of one state do not share it", () => {
  const state = { k: 2 };
  const [one, two] = [new Model({ state }), new Model({ state })];
  one.set("k", 7);
  assert.equal(two.get("k"), 2);
});
