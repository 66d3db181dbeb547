// Shows the course's widgets without a kernel: reads the state that a run left, and gives
// each front end the model that it knows from Jupyter. A widget comes when it is near.
//
// If the site has an answerer, `attach(manager, base)` of its attach.js is called once:
//   manager.models            Map of id → model, of the widgets loaded so far
//   manager.onmodel(call)     call(model, id) for each, and for each to come before it is drawn
//   manager.get_model(id)     Promise of a model; an id is "03_beam_search/explore-model"

const told = (name) => document.querySelector(`meta[name="${name}"]`)?.content;
const STATIC = new URL(told("course-static"), location.href);
const NEAR = "800px";
const SCROLLING = "article pre, .formula, .table-wrapper, article table, .live .course, .live .course div";

/** One widget's traits, as a front end sees them: Backbone's model, in short. */
export class Model {
  #traits; #calls = new Map();
  constructor(traits) { this.#traits = traits; }
  get(name) { return this.#traits[name]; }
  set(name, value) {
    if (this.#traits[name] === value) return;
    this.#traits[name] = value;
    this.#tell(`change:${name}`);
    this.#tell("change");
  }
  save_changes() {}
  send() {}
  on(event, call) { this.#calls.set(event, [...(this.#calls.get(event) ?? []), call]); }
  off(event, call) {
    if (call) this.#calls.set(event, (this.#calls.get(event) ?? []).filter((each) => each !== call));
    else if (event) this.#calls.delete(event);
    else this.#calls.clear();
  }
  #tell(event) { for (const call of this.#calls.get(event) ?? []) call(); }
}

/** Put bytes where they belong among the traits, as Jupyter's DataView. */
export function withBuffers(traits, buffers) {
  for (const [path, text] of buffers) {
    const inner = path.slice(0, -1).reduce((place, step) => place[step], traits);
    const bytes = Uint8Array.from(atob(text), (mark) => mark.charCodeAt(0));
    inner[path.at(-1)] = new DataView(bytes.buffer);
  }
  return traits;
}

class Manager {
  models = new Map();
  #loading = new Map();
  #calls = [];
  onmodel(call) {
    this.#calls.push(call);
    for (const [id, model] of this.models) call(model, id);
  }
  get_model(id) {
    return this.load(id).then(({ model }) => model);
  }
  load(id) {
    if (!this.#loading.has(id)) this.#loading.set(id, this.#load(id));
    return this.#loading.get(id);
  }
  async #load(id) {
    const state = await (await fetch(new URL(`widgets/${id}.json`, STATIC))).json();
    const traits = withBuffers(state.traits, state.buffers);
    const model = new Model({ ...traits, _anywidget_id: state.kind });
    this.models.set(id, model);
    for (const call of this.#calls) call(model, id);
    return { model, frontEnd: new URL(`front_ends/${state.front_end}`, STATIC).href };
  }
}

const sheets = new Map();
function dressed(address) {
  if (!sheets.has(address)) {
    sheets.set(address, new Promise((done) => {
      const link = document.createElement("link");
      Object.assign(link, { rel: "stylesheet", href: address, onload: done, onerror: done });
      document.head.append(link);
    }));
  }
  return sheets.get(address);
}

/** Draw a widget in its place and take away the picture that stood for it. */
async function show(manager, place) {
  const { model, frontEnd } = await manager.load(place.dataset.widget);
  const [{ default: widget }] = await Promise.all([import(`${frontEnd}.js`), dressed(`${frontEnd}.css`)]);
  const front = typeof widget === "function" ? await widget() : widget;
  await front.initialize?.({ model });
  const el = document.createElement("div");
  place.append(el);
  await front.render({ model, el });
  const output = place.closest(".output") ?? place;
  output.nextElementSibling?.remove();
  place.dataset.alive = "true";
  reachable(place);
}

/** Some explorers ask whether JupyterLab is light; here the page says so. */
function tellTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const tell = () => {
    const theme = document.body.dataset.theme;
    const light = theme === "light" || (theme !== "dark" && !dark.matches);
    document.documentElement.dataset.jpThemeLight = light;
  };
  dark.addEventListener("change", tell);
  new MutationObserver(tell).observe(document.body, { attributeFilter: ["data-theme"] });
  tell();
}

/** What is wider than its place scrolls, so a keyboard must reach it. */
function reachable(where = document) {
  for (const box of where.querySelectorAll(SCROLLING)) {
    const scrolls = box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === "auto";
    if (scrolls) box.tabIndex = 0;
  }
}

async function start() {
  tellTheme();
  reachable();
  addEventListener("resize", () => reachable());
  const manager = new Manager();
  const answerer = told("course-answerer");
  if (answerer) {
    const base = new URL(answerer, location.href).href;
    const { attach } = await import(`${base}attach.js`);
    await attach(manager, base);
  }
  const eye = new IntersectionObserver((seen) => {
    for (const { target } of seen.filter((each) => each.isIntersecting)) {
      eye.unobserve(target);
      show(manager, target);
    }
  }, { rootMargin: NEAR });
  for (const place of document.querySelectorAll(".live")) eye.observe(place);
}

if (globalThis.document) start();
