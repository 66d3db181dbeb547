// The CNN's forward pass by the front end's own mathematics; the weights come from torch.
// Usage: node cnn_state_numbers.mjs INPUT.json → {state, probs} as JSON on stdout.
import { readFileSync } from "node:fs";
import { load } from "./load.mjs";

const { unpack, encode, decode } = await load("encoder_decoder/cnn_state.js");
const given = JSON.parse(readFileSync(process.argv[2], "utf8"));
const weights = unpack(new Float32Array(given.weights), given.sizes);
const { state } = encode(new Float32Array(given.image), weights);
console.log(JSON.stringify({ state: [...state], probs: [...decode(state, weights)] }));
