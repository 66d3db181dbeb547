// The answerer off the page's thread; the folder of the models comes with the worker's address.

import { Answerer } from "./answerer.js";

const models = new URL(location.href).searchParams.get("models");

async function read(name) {
  const response = await fetch(new URL(name, models));
  if (!response.ok) throw new Error(`${name}: ${response.status}`);
  return response;
}

const answerer = new Answerer(read, (answer) => postMessage(answer));
addEventListener("message", ({ data }) => answerer.ask(data));
