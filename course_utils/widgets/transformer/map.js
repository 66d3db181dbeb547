// The drawing of the map: made once; `draw` only says what is chosen.

const TIPS = { up: "l-4 6h8z", right: "l-6 -4v8z", left: "l6 -4v8z" }; // arrowheads
const WAVE = "c3 -9 5 -9 7 0s4 9 7 0"; // a sine in a small circle

/** A text on the map. */
const word = (x, y, text, extra = {}) => svg("text", { x, y, ...extra }, text);

/** A block that can be chosen: a box with its name, or a circle that adds. */
function blockView({ block, x, y, width, height }, choose, press) {
  const round = width === height, middle = y + height / 2;
  const shape = round
    ? svg("circle", { class: "shape", cx: x, cy: middle, r: width / 2 })
    : svg("rect", { class: "shape", x: x - width / 2, y, width, height, rx: 5 });
  const name = word(x, middle, round ? "+" : block.name, { "text-anchor": "middle", "dominant-baseline": "central" });
  const reach = svg("rect", { class: "reach", x: x - Math.max(14, width / 2), y: y - 2, width: Math.max(28, width), height: height + 4 });
  return svg("g", {
    class: `block ${block.kind}${round ? " round" : ""}`, role: "button", tabindex: "-1", "aria-label": block.name, "data-block": block.key,
    click: () => choose(block.key), keydown: press,
  }, svg("title", {}, block.name), reach, shape, name);
}

/** A way with its arrowheads. */
function wayView({ d, tips, kind }) {
  return svg("g", { class: `way ${kind}` }, svg("path", { class: "line", d }),
    ...tips.map(([x, y, to]) => svg("path", { class: "tip", d: `M${x} ${y}${TIPS[to]}` })));
}

/** The positions' waves, which enter their circle from outside. */
function wavesView(box, text) {
  const out = OUTWARD[box.side], y = box.y + box.height / 2, at = (far) => box.x + out * far;
  return svg("g", { class: "waves", "aria-hidden": "true" },
    svg("path", { class: "line", d: `M${at(42)} ${y}H${at(17)}` }), svg("path", { class: "tip", d: `M${at(ROUND + 1)} ${y}${TIPS[out < 0 ? "right" : "left"]}` }),
    svg("circle", { cx: at(52), cy: y, r: 10 }), svg("path", { class: "wave", d: `M${at(52) - 7} ${y}${WAVE}` }),
    word(at(67), y, text, { "text-anchor": out < 0 ? "end" : "start", "dominant-baseline": "central" }));
}

/** A stack's frame, with sheets behind it for its other layers, and its two labels. */
function frameView({ side, x, y, width, height }, count, words) {
  const sheets = Array.from({ length: Math.min(count, 3) }, (_, i) => svg("rect", { x: x + 3 * i, y: y - 3 * i, width, height, rx: 10 })).reverse();
  const beside = (out, text, name) => word(CENTRE[side] + 9 * out, y + 15, text, { "text-anchor": out < 0 ? "end" : "start", class: name });
  const name = beside(OUTWARD[side], told(side === "source" ? words.encoder : words.decoder, { count }), "stack");
  const layer = beside(-OUTWARD[side], "", "layer");
  return { root: svg("g", { class: `frame ${side}`, "aria-hidden": "true" }, ...sheets, layer, name), layer };
}

/** What the signs mean, where the encoder leaves room. */
function legendView(words) {
  return svg("g", { class: "legend", "aria-hidden": "true" },
    svg("circle", { cx: 20, cy: 16, r: 9, class: "shape" }), word(20, 16, "+", { "text-anchor": "middle", "dominant-baseline": "central" }), word(44, 20, words.legendAdd),
    svg("path", { class: "line", d: "M34 42H20Q8 42 8 51Q8 60 20 60H34" }), word(44, 55, words.legendPast),
    svg("g", { class: "way lit" }, svg("path", { class: "line", d: "M10 86H30" }), svg("path", { class: "tip", d: `M36 86${TIPS.right}` })), word(44, 90, words.legendLit));
}

/** The whole map. `draw({ key, layer, next })` shows a step; `focus(key)` moves the focus there. */
function mapView(blocks, layers, words, { choose, press }) {
  const { width, height, boxes, ways, frames } = mapLayout(blocks);
  const views = Object.fromEntries(Object.entries(boxes).map(([key, box]) => [key, blockView(box, choose, press)]));
  const lines = ways.map(wayView), stacks = frames.map((frame, i) => frameView(frame, layers[i], words));
  const memory = ways.at(-1), cross = boxes["target.cross"], top = boxes["target.softmax"];
  const next = word(top.x, top.y - 14, "", { "text-anchor": "middle", class: "next" });
  const root = svg("svg", { class: "drawing", width, height, viewBox: `0 0 ${width} ${height}`, role: "group", "aria-label": words.map },
    ...stacks.map((each) => each.root), legendView(words), ...lines,
    ...["source.positions", "target.positions"].filter((key) => key in boxes).map((key) => wavesView(boxes[key], words.waves)),
    word(...memory.label, words.memory, { "text-anchor": "end", class: "quiet" }),
    word(cross.x - 8, cross.foot + 14, words.query, { class: "quiet", "text-anchor": "end" }),
    svg("path", { class: "tip", d: `M${top.x} ${top.y - 10}${TIPS.up}` }), next, ...Object.values(views));
  function draw({ key, layer, likely }) {
    for (const [name, view] of Object.entries(views)) {
      view.setAttribute("tabindex", name === key ? "0" : "-1");
      if (name === key) view.setAttribute("aria-current", "step"); else view.removeAttribute("aria-current");
    }
    lines.forEach((line, i) => line.classList.toggle("lit", ways[i].from === key || ways[i].to === key));
    stacks.forEach((stack, i) => {
      const here = layer !== null && key.startsWith(frames[i].side);
      stack.root.classList.toggle("here", here);
      stack.layer.textContent = here ? told(words.layerOf, { layer: layer + 1, all: layers[i] }) : "";
    });
    next.textContent = likely;
  }
  function focus(key) {
    views[key].focus({ preventScroll: true });
    views[key].scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  return { root, draw, height, focus };
}
