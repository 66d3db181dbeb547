/** How far each pair of features turns from one position to the next, in radians. */
export function frequencies(width, base) {
  return Array.from({ length: width / 2 }, (_, pair) => base ** (-(2 * pair) / width));
}

/** The encoding of a position: sine, cosine, sine, cosine … */
export function encode(position, width, base) {
  return frequencies(width, base).flatMap((f) => [Math.sin(position * f), Math.cos(position * f)]);
}

/** The dot product of two positions: it depends on their distance alone. */
export const product = (delta, width, base) => frequencies(width, base).reduce((sum, f) => sum + Math.cos(delta * f), 0);

/** An angle in degrees, 0 up to 360. */
export const degrees = (radians) => (((radians * 180) / Math.PI) % 360 + 360) % 360;

/** Positions for a full turn, one decimal below 100. */
export function wave(frequency) {
  const length = (2 * Math.PI) / frequency;
  return length < 100 ? length.toFixed(1) : `${Math.round(length)}`;
}

const CLOCK = { width: 104, height: 104, x: 52, y: 44, radius: 34 }, MOST = 8; // clocks drawn
const PLOT = { width: 700, height: 190, left: 46, right: 14, top: 14, bottom: 34 };

function render({ model, el }) {
  const words = model.get("words"), longest = model.get("longest");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("positions");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  const first = { i: model.get("position"), delta: model.get("delta"), width: model.get("d_model"), base: Math.log10(model.get("base")) };
  const show = (power) => `${Math.round(10 ** power)}`;
  const i = slider(ui, { label: words.position, min: 0, max: longest, value: first.i, input: draw });
  const delta = slider(ui, { label: words.delta, min: 0, max: longest, value: first.delta, input: draw });
  const width = slider(ui, { label: words.width, min: 2, max: model.get("widest"), step: 2, value: first.width, input: draw });
  const base = slider(ui, { label: words.base, min: 0.5, max: 4, step: 0.1, value: first.base, show, input: draw });
  button(ui, { label: words.reset, click: () => { i.value = first.i; delta.value = first.delta; width.value = first.width; base.value = first.base; draw(); } });

  const text = (x, y, words = "", anchor = "middle") => svg("text", { x, y, "text-anchor": anchor }, words);
  const clocks = Array.from({ length: MOST }, (_, k) => {
    const { width, height, x, y, radius } = CLOCK, hand = (name) => svg("line", { class: name, x1: x, y1: y });
    const parts = { arc: svg("path", { class: "arc" }), now: hand("now"), then: hand("then"), name: text(x, 98) };
    parts.root = svg("svg", { viewBox: `0 0 ${width} ${height}`, width, height, "aria-hidden": "true" },
      svg("circle", { class: "face", cx: x, cy: y, r: radius }), parts.arc, parts.then, parts.now, parts.name);
    return parts;
  });
  const more = html("p", { class: "more" });
  const faces = html("div", { class: "faces", role: "img", "aria-label": words.scene }, ...clocks.map(({ root }) => root));
  let plot = PLOT;
  const x = (d) => PLOT.left + (d / longest) * (plot.width - PLOT.left - PLOT.right);
  const line = svg("path", { class: "line" }), dot = svg("circle", { class: "dot", r: 6 });
  const marks = [text(PLOT.left - 8, 0, "", "end"), text(PLOT.left - 8, 0, "0", "end")], zero = svg("line", { class: "axis", x1: PLOT.left });
  function build(width) {
    plot = { ...PLOT, width };
    const right = width - PLOT.right;
    zero.setAttribute("x2", right);
    ui.picture.replaceChildren(faces, more, svg("svg", { viewBox: `0 0 ${width} ${PLOT.height}`, width, height: PLOT.height, role: "img", "aria-label": words.curve },
      zero, line, dot, ...marks, ...[0, 20, 40, 60, 80, 100].map((d) => text(x(d), PLOT.height - 18, `${d}`)),
      text(right, PLOT.height - 3, words.across, "end"), text(right, PLOT.top + 8, words.up, "end")));
    draw();
  }

  const tip = (angle) => [CLOCK.x + CLOCK.radius * Math.sin(angle), CLOCK.y - CLOCK.radius * Math.cos(angle)];
  function hand(line, angle) {
    const [tipX, tipY] = tip(angle);
    line.setAttribute("x2", tipX);
    line.setAttribute("y2", tipY);
  }
  function slice(from, turn) {
    const { x, y, radius } = CLOCK, [a, b] = tip(from), [c, d] = tip(from + turn);
    return `M${x},${y}L${a},${b}A${radius},${radius} 0 ${turn > Math.PI ? 1 : 0} 1 ${c},${d}Z`;
  }
  function draw() {
    const b = Math.round(10 ** base.value), d = width.value, turns = frequencies(d, b), most = d / 2;
    clocks.forEach((clock, k) => {
      clock.root.style.display = k < turns.length ? "" : "none";
      if (k >= turns.length) return;
      const angle = i.value * turns[k], turn = (delta.value * turns[k]) % (2 * Math.PI);
      hand(clock.now, angle);
      hand(clock.then, angle + turn);
      clock.arc.setAttribute("d", slice(angle, turn));
      clock.name.textContent = words.turn.replace("{length}", wave(turns[k]));
    });
    more.textContent = turns.length > MOST ? words.more.replace("{count}", turns.length - MOST) : "";
    const products = Array.from({ length: longest + 1 }, (_, step) => product(step, d, b));
    const low = Math.min(0, ...products), y = (p) => PLOT.top + ((most - p) / (most - low || 1)) * (PLOT.height - PLOT.top - PLOT.bottom);
    line.setAttribute("d", "M" + products.map((p, step) => `${x(step).toFixed(1)},${y(p).toFixed(1)}`).join("L"));
    dot.setAttribute("cx", x(delta.value)); dot.setAttribute("cy", y(products[delta.value]));
    marks[0].textContent = most; marks[0].setAttribute("y", y(most) + 4); marks[1].setAttribute("y", y(0) + 4);
    zero.setAttribute("y1", y(0)); zero.setAttribute("y2", y(0));
    const facts = { i: i.value, j: i.value + delta.value, fast: degrees(delta.value * turns[0]).toFixed(0), slow: degrees(delta.value * turns.at(-1)).toFixed(0),
      product: products[delta.value].toFixed(2), most };
    ui.picture.dataset.state = `${i.value}:${delta.value}:${d}:${b}`;
    ui.say(words.said.replace(/\{(\w+)\}/g, (_, name) => facts[name]));
    for (const [name, value] of [["position", i.value], ["delta", delta.value], ["d_model", d], ["base", b]]) ui.save(name, value);
  }

  fitted(ui, build, PLOT.width);
  return ui.close;
}

export default { render };
