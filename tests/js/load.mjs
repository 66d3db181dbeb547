// A widget's scripts as the browser gets them: base.js first, in one module.
import { readFileSync } from "node:fs";

const read = (name) =>
  readFileSync(new URL(`../../course_utils/widgets/static/${name}`, import.meta.url), "utf8");

export const load = (...names) =>
  import(`data:text/javascript,${encodeURIComponent(["base.js", ...names].map(read).join("\n"))}`);
