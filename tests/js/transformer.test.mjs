import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const {
  moved, stepOf, strideOf, told, twoDigits, cutTensors, peakOf, sizes, headGrid, mostSeen, nextCell, mapLayout, shapeInWords, tuple, captionOf,
} = await load("transformer/layout.js", "transformer/map.js", "transformer/numbers.js", "transformer/panel.js", "transformer/explorer.js");

const block = (key, kind, stacked = false) => ({ key, kind, stacked, past: key.endsWith(".add"), name: key });
const sublayer = (key, pre) => [
  ...(pre ? [block(`${key}.norm`, "norm", true)] : []),
  block(key, key.endsWith("feed") ? "feed" : "attention", true), block(`${key}.add`, pre ? "add" : "addnorm", true),
];
const side = (name, parts, pre) => [
  ...["tokens", "embedding", "positions"].map((kind) => block(`${name}.${kind}`, kind)),
  ...parts.flatMap((part) => sublayer(`${name}.${part}`, pre)), ...(pre ? [block(`${name}.norm`, "norm")] : []),
];
const model = (pre) => [...side("source", ["self", "feed"], pre), ...side("target", ["self", "cross", "feed"], pre),
  block("target.linear", "linear"), block("target.softmax", "softmax")];

test("a walk stays on the map", () => {
  assert.deepEqual([moved(0, -1, 5), moved(0, 1, 5), moved(4, 1, 5)], [0, 1, 4]);
  assert.deepEqual(["ArrowUp", "ArrowLeft", "End", "d"].map((key) => strideOf(key, 5)), [1, -1, 5, null]);
});

test("a block is shown in the chosen layer, or in the last one that it has", () => {
  const steps = [{ block: "a", layer: null }, { block: "b", layer: 0 }, { block: "b", layer: 1 }];
  assert.deepEqual([stepOf(steps, "b", 0), stepOf(steps, "b", 1), stepOf(steps, "b", 4), stepOf(steps, "a", 1)], [1, 2, 2, 0]);
});

test("names are filled in and unknown ones left", () => {
  assert.equal(told("{a} of {b} {c}", { a: 1, b: 2 }), "1 of 2 {c}");
  assert.equal(twoDigits(-1.234), "−1.23");
});

test("tensors are cut in their order and share a scale", () => {
  const [one, two] = cutTensors(Float32Array.of(1, 2, 3, 4, 5, 6, -7, 8), [{ shape: [1, 3, 2] }, { shape: [1, 1, 2] }]);
  assert.deepEqual([...one.values, one.width], [1, 2, 3, 4, 5, 6, 2]);
  assert.deepEqual([...two.values], [-7, 8]);
  assert.equal(peakOf([one, two]), 8);
  assert.deepEqual(sizes(cutTensors(Float32Array.of(3, 3, 0, 0), [{ shape: [2, 2] }])[0]), [3, 0]);
});

test("heads stand side by side as long as words fit above their columns", () => {
  assert.deepEqual(headGrid(422, 4, 6), { beside: 4, cell: 13 });
  assert.equal(headGrid(422, 4, 9).beside, 3);
  assert.equal(headGrid(422, 4, 31).beside, 1);
  for (const columns of [1, 6, 11, 22]) {
    const { beside, cell } = headGrid(422, 7, columns);
    assert.ok(62 + beside * (cell * columns + 9) <= 422, `${columns}`);
  }
});

test("each head's favourite is read in the last row", () => {
  const weights = { shape: [2, 2, 3], values: Float32Array.of(1, 0, 0, 0, 0.25, 0.75, 1, 0, 0, 0.5, 0.5, 0) };
  assert.deepEqual(mostSeen(weights), [[2, 0.75], [0, 0.5]]);
});

test("arrow keys stay within a picture", () => {
  assert.deepEqual(nextCell([0, 0], "ArrowUp", 3, 5), [0, 0]);
  assert.deepEqual(nextCell([0, 0], "ArrowRight", 3, 5), [0, 1]);
  assert.deepEqual(nextCell([2, 1], "End", 3, 5), [2, 4]);
  assert.equal(nextCell([0, 0], "x", 3, 5), null);
});

for (const pre of [true, false]) {
  const map = mapLayout(model(pre)), name = pre ? "pre-LN" : "post-LN", boxes = Object.values(map.boxes);

  test(`${name}: every block has a place of its own on the map`, () => {
    assert.equal(boxes.length, model(pre).length);
    for (const box of boxes) {
      assert.ok(box.y >= 0 && box.foot <= map.height && box.x - box.width / 2 >= 0 && box.x + box.width / 2 <= map.width);
      const apart = (other) => box.side !== other.side || box.foot < other.y || other.foot < box.y;
      assert.ok(boxes.every((other) => other === box || apart(other)), box.block.key);
    }
  });

  test(`${name}: five ways past, and one from side to side`, () => {
    const kinds = map.ways.map(({ kind }) => kind);
    assert.equal(kinds.filter((kind) => kind === "past").length, 5);
    assert.deepEqual(map.ways.filter(({ kind }) => kind === "memory").map(({ from, to }) => [from, to]),
      [[pre ? "source.norm" : "source.feed.add", "target.cross"]]);
    const past = map.ways.filter(({ kind }) => kind === "past").map(({ from, to }) => `${from} → ${to}`);
    assert.ok(past.includes("source.positions → source.self.add") && past.includes("target.self.add → target.cross.add"), `${past}`);
  });

  test(`${name}: arrows end at their blocks, frames hold their stacks`, () => {
    for (const { to, tips } of map.ways) {
      const box = map.boxes[to];
      for (const [x, y, towards] of tips) {
        if (towards === "up") assert.equal(y, box.foot);
        else assert.equal(Math.abs(x - box.x), box.width / 2);
      }
    }
    for (const frame of map.frames) {
      for (const { block: { stacked }, side, y, foot } of boxes) {
        if (side === frame.side) assert.equal(y > frame.y && foot < frame.y + frame.height, stacked);
      }
    }
    assert.ok(map.frames[0].x + map.frames[0].width < map.frames[1].x);
  });
}

test("a model that adds no positions has none on its map", () => {
  const bare = model(true).filter(({ kind }) => kind !== "positions"), { boxes, ways } = mapLayout(bare);
  assert.equal(Object.keys(boxes).length, model(true).length - 2);
  const past = ways.filter(({ kind }) => kind === "past").map(({ from, to }) => `${from} → ${to}`);
  assert.ok(past.includes("source.embedding → source.self.add"), `${past}`);
});

test("shapes are said in words", () => {
  const words = { sourceTokens: "{n} source tokens", targetToken: "{n} target token", targetTokens: "{n} target tokens", features: "{n} features",
    vocabulary: "{n} words", heads: "{heads} × {rows} × {columns}", in: "flows in", found: "found", memoryFlow: "memory" };
  assert.equal(shapeInWords({ shape: [1, 5, 7], rows: "source", columns: "features" }, words), "5 source tokens × 7 features");
  assert.equal(shapeInWords({ shape: [1, 1, 7], rows: "target", columns: "words" }, words), "1 target token × 7 words");
  assert.equal(shapeInWords({ shape: [3, 2, 5], rows: "target", columns: "source" }, words), "3 × 2 × 5");
  assert.equal(tuple([1, 5, 7]), "(1, 5, 7)");
  assert.deepEqual([captionOf("in", "norm", words), captionOf("in", "addnorm", words), captionOf("memory", "attention", words)], ["flows in", "found", "memory"]);
});
