// Decode one sentence with the front end's own mathematics; the numbers come from torch.
// Usage: node seq2seq_numbers.mjs INPUT.json → the same things as JSON on stdout.
import { readFileSync } from "node:fs";
import { load } from "./load.mjs";

const { unpack, encode, decode, tokenise } = await load("seq2seq/explorer.js");
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const weights = unpack(new Float32Array(given.weights), given.sizes);
const states = encode(weights, given.src);
const run = (options) =>
  decode(weights, states.at(-1), options).map((step) => ({ ...step, state: [...step.state] }));
console.log(JSON.stringify({
  states: states.map((state) => [...state]),
  free: run({ longest: given.longest }),
  forced: run({ target: given.target }),
  tokens: given.texts.map(tokenise),
  lied: run({ longest: given.longest, lie: given.lie }),
}));
