// How to write an explorer (widgets/<name>/explorer.js; this file is pasted before it):
//
//   function render({ model, el }) {
//     const words = model.get("words");
//     const ui = frame(model, el, words.title);      // root, controls, picture, said
//     const size = slider(ui, { label: words.size, min: 1, max: 16, value: model.get("size"), input: draw });
//     const dot = svg("circle", { r: 5 });            // make elements once …
//     ui.picture.append(svg("svg", { width: 300, height: 200, role: "img" }, dot));
//     function draw() {                               // … and only set attributes here
//       dot.setAttribute("cx", size.value * 10);
//       ui.picture.dataset.state = size.value;        // which state is shown: tests wait for it
//       ui.say(`${words.size} ${size.value}`);        // the picture in words, read out politely
//       ui.save("size", size.value);                  // tells Python, when the hand rests
//     }
//     ui.listen("change:data", draw);                 // Python may send new numbers
//     draw();
//     return ui.close;                                // takes every listener away again
//   }
//   export default { render };
//
// Rules: fixed heights, so that nothing below jumps; ink is currentColor; a colour never
// says it alone. What is typed goes through `fold`; words are joined by words.comma, .colon,
// .semicolon and .space, which Python adds. Pure functions (`export function …`) are tested
// without a browser.

/** Read a Bytes trait as float32; its bytes need not start at a multiple of four. */
export function floats(view) {
  if (!view) return new Float32Array(0);
  return new Float32Array(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/** Softmax over each row of `width` numbers. */
export function softmax(numbers, width, scale = 1) {
  const out = new Float32Array(numbers.length);
  for (let start = 0; start < numbers.length; start += width) {
    let peak = -Infinity, sum = 0;
    for (let j = start; j < start + width; j++) peak = Math.max(peak, numbers[j] * scale);
    for (let j = start; j < start + width; j++) sum += out[j] = Math.exp(numbers[j] * scale - peak);
    for (let j = start; j < start + width; j++) out[j] /= sum;
  }
  return out;
}

/** Okabe and Ito's palette, by the names that course_utils.plots.style uses. */
export const COLOURS = {
  black: "#000000", orange: "#e69f00", sky: "#56b4e9", green: "#009e73",
  yellow: "#f0e442", blue: "#0072b2", vermilion: "#d55e00", purple: "#cc79a7",
};

// Nine stops of matplotlib's cividis and PuOr, which the plots use too.
const CIVIDIS = [
  [0, 34, 78], [26, 56, 111], [67, 78, 108], [97, 101, 111], [125, 124, 120],
  [155, 148, 118], [188, 174, 108], [222, 201, 88], [254, 232, 56],
];
const PUOR = [
  [127, 59, 8], [190, 99, 10], [239, 158, 60], [254, 215, 162], [246, 246, 247],
  [206, 205, 228], [152, 141, 190], [93, 55, 144], [45, 0, 75],
];

function ramp(stops, share) {
  const x = Math.max(0, Math.min(1, share || 0)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(x));
  return stops[i].map((low, k) => Math.round(low + (stops[i + 1][k] - low) * (x - i)));
}

/** Colour of an amount from 0 to 1, as [r, g, b]. */
export const heat = (share) => ramp(CIVIDIS, share);

/** Colour of a value from -1 to 1, as [r, g, b]. */
export const signed = (value) => ramp(PUOR, (value + 1) / 2);

/** [r, g, b] as CSS writes it. */
export const css = (rgb) => `rgb(${rgb.join(",")})`;

/** Black or white, whichever reads better on [r, g, b]. */
export function inkOn([r, g, b]) {
  return 0.299 * r + 0.587 * g + 0.114 * b > 128 ? "#000" : "#fff";
}

/** Make an HTML element. Functions among the attributes listen to the event of that name. */
export function html(tag, attributes = {}, ...children) {
  return dress(document.createElement(tag), attributes, children);
}

/** Make an SVG element. */
export function svg(tag, attributes = {}, ...children) {
  return dress(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

const FOCUSABLE = ["button", "input", "select", "summary", "textarea"];

function dress(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (typeof value === "boolean") element[name] = value;
    else element.setAttribute(name, value);
  }
  // JupyterLab takes arrows, Enter, even `d d` unless the focused element itself objects.
  if (FOCUSABLE.includes(element.localName) || "tabindex" in attributes) {
    element.dataset.lmSuppressShortcuts = "true";
  }
  element.append(...children);
  return element;
}

const ALIKE = {
  ".": "。", ",": "、", '"': "“”„‟«»″〝〞「」『』", "'": "‘’‚‛‹›′ʼ", "-": "‐‑‒−", "<": "《〈", ">": "》〉",
  "[": "【〔〖", "]": "】〕〗", "/": "⁄∕", "·": "・•‧∙⋅", "~": "〜", "": "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff",
};
const MARKS = Object.fromEntries(Object.entries(ALIKE).flatMap(([plain, marks]) => [...marks].map((mark) => [mark, plain])));

/** What was typed, in the marks and widths of an English keyboard: as course_utils.data.fold. */
export function fold(text) {
  const parts = text.replaceAll("´", "'").split(/[…⋯]+/).map((part) => part.normalize("NFKC"));
  const plain = Array.from(parts.join("…"), (mark) => MARKS[mark] ?? mark).join("");
  return plain.replace(/[–—―─⸺]+/g, " - ").replace(/\s+/g, " ").trim();
}

/** Is this the Enter that ends a line, not the one that takes a word from an input method? */
export const entered = (event) => event.key === "Enter" && !event.isComposing && event.keyCode !== 229;

/** Text with `code` and *stress* in it, as nodes. */
export function prose(text) {
  return text.split("`").flatMap((part, i) => (i % 2 ? [html("code", {}, part)] : stressed(part)));
}

const stressed = (text) => text.split(/\*(\S[^*]*)\*/).map((part, i) => (i % 2 ? html("em", {}, part) : part));

/** Build the parts that every explorer has, and keep its listeners. */
export function frame(model, el, title) {
  const controls = html("div", { class: "controls" });
  const picture = html("div", { class: "picture" });
  const said = html("p", { class: "said", "aria-live": "polite" });
  const root = html("div", { class: "course", role: "group", "aria-label": title }, controls, picture, said);
  el.append(root);
  const ears = [], ends = [];
  let timer = null;
  const flush = () => { timer = null; model.save_changes(); };
  return {
    root, controls, picture, said,
    say(text) { if (said.textContent !== text) said.textContent = text; },
    listen(event, call) { model.on(event, call); ears.push([event, call]); },
    atEnd(call) { ends.push(call); },
    save(trait, value, wait = 250) {
      model.set(trait, value);
      clearTimeout(timer);
      if (wait) timer = setTimeout(flush, wait); else flush();
    },
    close() {
      if (timer !== null) { clearTimeout(timer); flush(); }
      for (const [event, call] of ears) model.off(event, call);
      for (const call of ends) call();
    },
  };
}

/** A number for a question to Python that no other view of the widget, nor an older one, has used. */
export const newId = () => Math.floor(1000 * (Date.now() + Math.random()));

/** The id of the last question if Python has not answered it, as after a reload; else null. */
export function unanswered(model) {
  const { id } = model.get("request");
  return id === undefined || id === model.get("answer").id ? null : id;
}

/** Why Python does not answer: its kernel is "busy", or it is "offline": no kernel knows this widget. */
export function silence(model) {
  const kernel = model.widget_manager?.kernel; // JupyterLab, Notebook and Voilà have one
  return kernel?.status === "busy" && kernel.connectionStatus === "connected" ? "busy" : "offline";
}

/** Say that an answer is awaited, later what keeps it; `giveUp` is called when none will come. */
export function patience(ui, model, say, giveUp = () => {}, { first = 250, seconds = 3 } = {}) {
  let timer = null, left = 0;
  function look() {
    const busy = silence(model) === "busy";
    if (busy) { say("busy"); left = 2; } // once it is free, the answer comes at once
    else if (--left <= 0) { say("offline"); giveUp(); return; }
    timer = setTimeout(look, 1000);
  }
  const end = () => clearTimeout(timer);
  ui.atEnd(end);
  return {
    begin() { end(); left = seconds; timer = setTimeout(() => { say("working"); timer = setTimeout(look, 1000); }, first); },
    end,
  };
}

/** Have a scene built for the room there is, `least` to `most` pixels; again when that changes. */
export function fitted(ui, build, most, least = 360) {
  const room = () => Math.max(least, Math.min(most, Math.floor(ui.picture.clientWidth) || most));
  let width = room();
  const watch = new ResizeObserver(() => { if (room() !== width) build((width = room())); });
  build(width);
  watch.observe(ui.picture);
  ui.atEnd(() => watch.disconnect());
}

/** A named slider that prints its value; `show` turns the value into words. */
export function slider(ui, { label, min, max, step = 1, value, show = String, input }) {
  const field = html("input", { type: "range", min: `${min}`, max: `${max}`, step: `${step}` });
  const printed = html("span", { class: "value" });
  const write = () => {
    printed.textContent = show(+field.value);
    field.setAttribute("aria-valuetext", show(+field.value));
  };
  field.value = value;
  field.addEventListener("input", () => { write(); input(+field.value); });
  write();
  ui.controls.append(html("label", {}, label, field, printed));
  return {
    field,
    get value() { return +field.value; },
    set value(next) { field.value = next; write(); },
  };
}

/** A button that does one thing. */
export function button(ui, { label, click }) {
  const field = html("button", { type: "button", click }, label);
  ui.controls.append(field);
  return field;
}

/** A line to type a sentence into, and a button; both it and Enter `read` the folded text. */
export function sentenceBox(ui, { label, placeholder, go, read }) {
  const send = () => read(fold(field.value));
  const field = html("input", { type: "text", autocomplete: "off", spellcheck: "false", "aria-label": label, placeholder,
    keydown: (event) => { if (entered(event)) send(); } });
  ui.controls.append(field);
  button(ui, { label: go, click: send });
  return field;
}

/** Have a line show the sentence of the picture, unless somebody types in it. */
export function echo(field, text) {
  if (field !== document.activeElement) field.value = text;
}

/** A named list to choose one from; `options` are [value, label] pairs. */
export function select(ui, { label, options, value, input }) {
  const field = html("select", {}, ...options.map(([name, text]) => html("option", { value: `${name}` }, text)));
  field.value = value;
  field.addEventListener("change", () => input(field.value));
  ui.controls.append(html("label", {}, label, field));
  return field;
}

/** A named box to tick. */
export function checkbox(ui, { label, checked = false, input }) {
  const field = html("input", { type: "checkbox", checked });
  field.addEventListener("change", () => input(field.checked));
  ui.controls.append(html("label", {}, field, label));
  return field;
}
