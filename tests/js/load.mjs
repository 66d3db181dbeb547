// A widget's scripts as the browser gets them: base/base.js first, in one module.
import { readFileSync } from "node:fs";

const read = (name) =>
  readFileSync(new URL(`../../course_utils/widgets/${name}`, import.meta.url), "utf8");

export const load = (...names) =>
  import(`data:text/javascript,${encodeURIComponent(["base/base.js", ...names].map(read).join("\n"))}`);
