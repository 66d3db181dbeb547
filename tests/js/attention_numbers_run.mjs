// Compute with the explorer's own arithmetic what tests/test_widgets_attention.py asks.
import { readFileSync } from "node:fs";
import { load } from "./load.mjs";

const numbers = await load("attention/numbers.js");
const { weights, map, change, gold } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const all = Float32Array.from(weights), changed = [];
for (let head = 0; head < map.heads; head++) {
  map.rows.forEach((_, row) => changed.push(...numbers.changedRow(all, map, head, row, change)));
}
const first = numbers.changedRow(all, map, 0, 0, change);
const found = numbers.links(map.rows.map((_, row) => numbers.rowOf(all, map, 0, row)));
console.log(JSON.stringify({ changed, entropy: numbers.entropy(first), error: numbers.errorRate(found, gold) }));
