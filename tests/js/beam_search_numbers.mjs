// Search and rank with the front end's own arithmetic; what comes out is held against Python.
// Usage: node beam_search_numbers.mjs INPUT.json → for each case, an answer for each setting.
import { readFileSync } from "node:fs";
import { load } from "./load.mjs";

const { traces, searchTable, replay, everySentence, scored } = await load("beam_search/run.js");
const cases = JSON.parse(readFileSync(process.argv[2], "utf8"));
const plain = (node) => ({ tokens: node.path, log_prob: node.total, score: node.score });

console.log(JSON.stringify(cases.map(({ table, traced, settings, ...sizes }) => {
  const bytes = new Uint8Array(Buffer.from(traced, "base64"));
  const all = traces(new DataView(bytes.buffer));
  return settings.map((setting) => {
    const rules = { ...setting, ...sizes };
    const run = replay(all[setting.k], rules);
    const answer = { traced: run.finished.map(plain), scored: scored(run, Infinity), steps: run.columns.length };
    if (table) {
      answer.searched = replay(searchTable(table, setting.k, sizes.furthest, sizes.forced), rules).finished.map(plain);
      answer.every = everySentence(table, setting).map(plain).slice(0, 20);
    }
    return answer;
  });
})));
