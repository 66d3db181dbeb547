// A widget's script as the browser gets it: base.js first, in one module.
import { readFileSync } from "node:fs";

const read = (name) =>
  readFileSync(new URL(`../../course_utils/widgets/static/${name}`, import.meta.url), "utf8");

export const load = (name) =>
  import(`data:text/javascript,${encodeURIComponent(`${read("base.js")}\n${read(name)}`)}`);
