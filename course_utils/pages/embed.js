// The course's explorers in a page without a kernel. `explorers.wake(root)` draws every
// [data-widget] inside `root` that is not drawn yet; what an explorer saves stays in the page.
const explorers = (() => {
  /** What an explorer's `render` knows as `model`: traits, and who listens to their changes. */
  class Model {
    constructor({ state, buffers = [] }) {
      this.traits = { ...state };
      this.ears = new Map();
      for (const { path, data } of buffers) this.put(path, bytes(data));
    }
    put(path, value) {
      const last = path.length - 1;
      const place = path.slice(0, last).reduce((at, name) => at[name], this.traits);
      place[path[last]] = value;
    }
    get(name) { return this.traits[name]; }
    set(name, value) {
      if (this.traits[name] === value) return;
      this.traits[name] = value;
      for (const call of [...(this.ears.get(`change:${name}`) ?? [])]) call();
    }
    on(event, call) { this.ears.set(event, [...(this.ears.get(event) ?? []), call]); }
    off(event, call) { this.ears.set(event, (this.ears.get(event) ?? []).filter((each) => each !== call)); }
    save_changes() {}
    send() {}
  }

  function bytes(base64) {
    const text = atob(base64);
    return new DataView(Uint8Array.from(text, (letter) => letter.charCodeAt(0)).buffer);
  }

  const models = new Map(), modules = new Map();
  let kept = null;

  function read() {
    if (kept) return;
    kept = JSON.parse(document.getElementById("explorers").textContent);
    for (const each of kept.models) models.set(each.id, new Model(each));
  }

  /** Load the code of a kind of explorer once, and its style sheet. */
  function moduleOf(model) {
    const key = model.get("_esm");
    if (!modules.has(key)) {
      const style = document.createElement("style");
      style.textContent = kept.shared[model.get("_css")];
      document.head.append(style);
      const url = URL.createObjectURL(new Blob([kept.shared[key]], { type: "text/javascript" }));
      modules.set(key, import(url));
    }
    return modules.get(key);
  }

  async function wakeOne(el) {
    const model = models.get(el.dataset.widget);
    if (!model || el.dataset.awake) return;
    el.dataset.awake = "true";
    const { default: made } = await moduleOf(model);
    const parts = typeof made === "function" ? await made() : made;
    await parts.initialize?.({ model });
    await parts.render({ model, el });
  }

  return {
    Model,
    wake(root) {
      read();
      return Promise.all([...root.querySelectorAll("[data-widget]")].map(wakeOne));
    },
  };
})();
