// Where no kernel runs, answer for it: `attach` listens to the explorers' `request` and sets the
// traits that Python would set. Models are loaded when something is first asked.

import { TRAITS } from "./traits.js";

/** Answer for all explorers of a page. `base` is the folder of these files; models lie beside it. */
export function attach(manager, base) {
  const asked = new Map();
  let worker = null;
  manager.onmodel((model, key) => {
    const kind = model.get("_anywidget_id")?.split(".").at(-1);
    if (!(kind in TRAITS)) return;
    const traits = Object.fromEntries(TRAITS[kind].map((name) => [name, plain(model.get(name))])); // as Python left them
    const mine = { model, number: 0, waiting: false };
    asked.set(key, mine);
    // The front ends look there for somebody who is busy, before they say that nobody answers
    model.widget_manager ??= { kernel: { connectionStatus: "connected", get status() { return mine.waiting ? "busy" : "idle"; } } };
    model.on("change:request", () => {
      worker ??= employ(base, asked);
      const number = (mine.number += 1);
      mine.waiting = true;
      worker.postMessage({ key, kind, traits, number, language: language(), question: model.get("request") });
    });
  });
}

function employ(base, asked) {
  const address = new URL("worker.js", base);
  address.searchParams.set("models", new URL("../models/", base));
  const worker = new Worker(address, { type: "module" });
  worker.addEventListener("message", ({ data: { key, number, traits } }) => {
    const mine = asked.get(key), { model } = mine;
    if (number !== mine.number) return; // to an older question
    mine.waiting = false;
    // `answer` comes last: the front ends wait for it, and then read the others
    for (const [name, value] of Object.entries(traits ?? {})) model.set(name, value.buffer ? new DataView(value.buffer) : value);
  });
  return worker;
}

/** Bytes as a buffer of their own, which can be sent; everything else as it is. */
function plain(value) {
  return value?.buffer ? value.buffer.slice(value.byteOffset, value.byteOffset + value.byteLength) : value;
}

const language = () => (document.documentElement.lang.startsWith("zh") ? "zh" : "en");
