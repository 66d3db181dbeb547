// Translate sentences with the site's modules, and time what a reader waits for.
// A beam translates the first 200 only. Usage: node answerer.mjs MODELS INPUT.json → { model: { words: { width: [...] } , took } }
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { beamSearch } from "../course_utils/site/answerer/beam_search.js";
import { decode } from "../course_utils/site/answerer/decode.js";
import { build } from "../course_utils/site/answerer/models.js";
import { Prefixes } from "../course_utils/site/answerer/prefixes.js";
import { traceWidths } from "../course_utils/site/answerer/trace.js";
import { EOS_ID } from "../course_utils/site/answerer/vocabulary.js";

const [models, input] = process.argv.slice(2);
const { sentences, widths } = JSON.parse(readFileSync(input));
const { models: entries } = JSON.parse(readFileSync(join(models, "models.json")));
const result = {};
for (const [name, entry] of Object.entries(entries)) {
  const { buffer, byteOffset, byteLength } = readFileSync(join(models, `${name}.safetensors`));
  const finished = build(buffer.slice(byteOffset, byteOffset + byteLength), entry), { model, srcVocab, tgtVocab } = finished;
  const idsOf = (src) => [...srcVocab.encode(src), EOS_ID];
  const begin = (src) => {
    const ids = idsOf(src), memory = model.encode(ids, { mask: ids.map(() => true) });
    return new Prefixes((tokens, states) => model.step(tokens, states), model.start(memory));
  };
  const words = Object.fromEntries(widths.map((beamSize) => [beamSize, sentences.slice(0, beamSize === 1 ? Infinity : 200).map((src) => {
    const { tokens } = beamSearch(begin(src), { beamSize, maxLen: 40 });
    return tokens.filter((id) => id !== EOS_ID).map((id) => tgtVocab.tokens[id]);
  })]));
  const one = { kind: "cross", layer: 0, temperature: 1, muted: [0], pins: [] };
  const acts = {
    "one width": (src) => traceWidths(begin(src), { maxLen: 24, widths: [3] }),
    "ten widths": (src) => traceWidths(begin(src), { maxLen: 24 }),
    ...(model.decode && {
      "left alone": (src) => decode(model, idsOf(src)),
      mute: (src) => decode(model, idsOf(src), { "cross 0": one }),
      pin: (src) => decode(model, idsOf(src), { "cross 0": { ...one, muted: [], pins: [[0, 2, [0, 1]]] } }),
      "beam of ten": (src) => decode(model, idsOf(src), {}, { beamSize: 10 }),
      mask: (src) => decode(model, idsOf(src), {}, { causal: false }),
      "pin ahead": (src) => decode(model, idsOf(src), { "decoder 0": { ...one, muted: [], pins: [[0, 2, [0, 0, 0, 1]]] } }),
    }),
  };
  const took = Object.fromEntries(Object.entries(acts).map(([act, call]) => [act, sentences.slice(0, 30).map((src) => time(call, src))]));
  result[name] = { words, took };
}
process.stdout.write(JSON.stringify(result));

/** Milliseconds of processor time, which other programs do not lengthen much. */
function time(call, src) {
  const began = process.cpuUsage();
  call(src);
  return process.cpuUsage(began).user / 1000;
}
