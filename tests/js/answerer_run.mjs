// Put questions to the answerer of the site, as its worker would.
// Usage: node answerer_run.mjs MODELS INPUT.json → for each question the traits that were set.
// INPUT lists explorers: { kind, traits, questions, language }; bytes are { base64 }.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Answerer } from "../../course_utils/site/answerer/answerer.js";

const [models, input] = process.argv.slice(2);
const file = (name) => readFileSync(join(models, name));
const read = async (name) => ({
  json: () => JSON.parse(file(name)),
  arrayBuffer: () => { const { buffer, byteOffset, byteLength } = file(name); return buffer.slice(byteOffset, byteOffset + byteLength); },
});
const bytes = ({ base64 }) => { const { buffer, byteOffset, byteLength } = Buffer.from(base64, "base64"); return buffer.slice(byteOffset, byteOffset + byteLength); };
const coded = (value) => (value.buffer ? { base64: Buffer.from(value.buffer).toString("base64") } : value);
const each = (values, call) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, call(value)]));

let told, began;
const answerer = new Answerer(read, ({ traits }) => {
  told.milliseconds ??= performance.now() - began; // until the first answer
  Object.assign(told, each(traits ?? {}, coded));
});
const explorers = [];
for (const [key, { kind, traits, questions, language }] of JSON.parse(readFileSync(input)).entries()) {
  const answers = [], given = each(traits, (value) => (value?.base64 ? bytes(value) : value));
  for (const [number, question] of questions.entries()) {
    told = {};
    began = performance.now();
    await answerer.ask({ key, kind, traits: given, language, number, question });
    answers.push({ ...told, all: performance.now() - began });
  }
  explorers.push(answers);
}
process.stdout.write(JSON.stringify(explorers));
