/** Weights of a query over the keys: the softmax of −(q − k)² / (2h²). */
export function pool(query, keys, bandwidth) {
  const scores = Float32Array.from(keys, (key) => -(((query - key) / bandwidth) ** 2) / 2);
  return softmax(scores, keys.length);
}

/** The weighted mean of the values. */
export function context(weights, values) {
  let sum = 0;
  for (let j = 0; j < values.length; j++) sum += weights[j] * values[j];
  return sum;
}

/** How spread out weights are, in nats. */
export function entropyOf(weights) {
  let sum = 0;
  for (const weight of weights) if (weight > 0) sum -= weight * Math.log(weight);
  return sum;
}

/** Which of three sentences describes weights of this entropy. */
export function sharpness(entropy, most) {
  return entropy < 0.5 ? "sharp" : entropy > 0.95 * most ? "flat" : "between";
}

const SCENE = { width: 640, height: 330, left: 40, right: 12, top: 26, floor: 230, foot: 312 };
const LOW = -3, HIGH = 6; // heights shown

function render({ model, el }) {
  const words = model.get("words"), span = model.get("span");
  const keys = floats(model.get("places")), values = floats(model.get("heights")), truth = floats(model.get("truth"));
  const start = { bandwidth: Math.log10(model.get("bandwidth")), query: model.get("query") };
  const ui = frame(model, el, words.title);
  ui.root.classList.add("pooling");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  const show = (power) => (10 ** power).toPrecision(2);
  const bandwidth = slider(ui, { label: words.bandwidth, min: -2, max: 1, step: 0.02, value: start.bandwidth, show, input: draw });
  const query = slider(ui, { label: words.query, min: 0, max: span, step: 0.05, value: start.query, show: (q) => q.toFixed(2), input: draw });
  const shown = checkbox(ui, { label: words.show, input: draw });
  button(ui, { label: words.reset, click: () => {
    bandwidth.value = start.bandwidth; query.value = start.query; shown.checked = false; draw();
  } });

  let right = SCENE.width - SCENE.right;
  const x = (place) => SCENE.left + (place / span) * (right - SCENE.left);
  const y = (height) => SCENE.top + ((HIGH - height) / (HIGH - LOW)) * (SCENE.floor - SCENE.top);
  const path = (heights) => "M" + Array.from(heights, (height, i) =>
    `${x((i / (heights.length - 1)) * span).toFixed(1)},${y(height).toFixed(1)}`).join("L");
  const text = (left, top, words, anchor = "start") => svg("text", { x: left, y: top, "font-size": 12.5, "text-anchor": anchor }, words);
  const guess = svg("path", { class: "guess" }), real = svg("path", { class: "truth" });
  const line = svg("line", { class: "query", y1: SCENE.top, y2: SCENE.foot }), dot = svg("circle", { class: "dot", r: 6 });
  const bars = Array.from(keys, () => svg("line", { class: "bar", y1: SCENE.foot, "stroke-width": 4, stroke: COLOURS.vermilion }));
  const points = Array.from(values, (value) => svg("circle", { class: "point", cy: y(value), r: 4 }));
  const axis = (height) => svg("line", { class: "axis", x1: SCENE.left, x2: right, y1: height, y2: height });
  const legend = (left, mark, words) => [mark, text(left + 26, 16, words)];
  const scene = (width) => svg("svg", { viewBox: `0 0 ${width} ${SCENE.height}`, width, height: SCENE.height, role: "img", "aria-label": words.scene },
    axis(SCENE.foot), ...[-2, 0, 2, 4].flatMap((height) => [axis(y(height)), text(SCENE.left - 8, y(height) + 4, `${height}`, "end")]),
    ...Array.from({ length: span + 1 }, (_, i) => text(x(i), SCENE.foot + 15, `${i}`, "middle")),
    text(SCENE.left, SCENE.floor + 14, words.weights),
    ...legend(SCENE.left, svg("circle", { class: "point", cx: SCENE.left + 14, cy: 12, r: 4 }), words.points),
    ...legend(SCENE.left + 190, svg("line", { class: "guess", x1: SCENE.left + 190, x2: SCENE.left + 212, y1: 12, y2: 12 }), words.guess),
    ...points, real, guess, line, dot, ...bars);
  function build(width) {
    right = width - SCENE.right;
    real.setAttribute("d", path(truth));
    bars.forEach((bar, j) => { bar.setAttribute("x1", x(keys[j])); bar.setAttribute("x2", x(keys[j])); });
    points.forEach((point, j) => point.setAttribute("cx", x(keys[j])));
    ui.picture.replaceChildren(scene(width));
    draw();
  }
  const places = Array.from({ length: truth.length }, (_, i) => (i / (truth.length - 1)) * span);

  function draw() {
    const h = 10 ** bandwidth.value, q = query.value;
    const curve = places.map((place) => context(pool(place, keys, h), values));
    const weights = pool(q, keys, h), found = context(weights, values), peak = Math.max(...weights);
    const entropy = entropyOf(weights), most = Math.log(keys.length);
    const error = curve.reduce((sum, height, i) => sum + Math.abs(height - truth[i]), 0) / curve.length;
    guess.setAttribute("d", path(curve));
    real.style.display = shown.checked ? "" : "none";
    line.setAttribute("x1", x(q)); line.setAttribute("x2", x(q));
    dot.setAttribute("cx", x(q)); dot.setAttribute("cy", y(found));
    bars.forEach((bar, j) => bar.setAttribute("y2", SCENE.foot - 60 * weights[j]));
    ui.picture.dataset.state = `${h.toPrecision(3)}:${q.toFixed(2)}:${found.toFixed(3)}`;
    const facts = { h: h.toPrecision(2), q: q.toFixed(2), guess: found.toFixed(2), peak: peak.toFixed(2),
      entropy: entropy.toFixed(2), most: most.toFixed(2), error: error.toFixed(2) };
    ui.say(words.said.replace(/\{(\w+)\}/g, (_, name) => facts[name]) + words.space + words[sharpness(entropy, most)]);
    ui.save("bandwidth", h);
    ui.save("query", q);
  }

  fitted(ui, build, SCENE.width);
  return ui.close;
}

export default { render };
