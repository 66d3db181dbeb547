/** The place of every number that shares its mean with the number at `place`. */
export function groupOf(place, [batch, length, width], kind) {
  const feature = place % width, token = Math.floor(place / width) % length, sentence = Math.floor(place / (width * length));
  const all = Array.from({ length: batch * length * width }, (_, i) => i);
  return all.filter((i) => {
    const f = i % width, t = Math.floor(i / width) % length, s = Math.floor(i / (width * length));
    if (kind === "batch") return f === feature;
    if (kind === "instance") return f === feature && s === sentence;
    return t === token && s === sentence; // layer and RMS
  });
}

/** Normalise all numbers, without weight and bias. */
export function normalise(numbers, shape, kind) {
  const out = new Float32Array(numbers.length), done = new Set();
  for (let place = 0; place < numbers.length; place++) {
    if (done.has(place)) continue;
    const group = groupOf(place, shape, kind);
    const mean = kind === "rms" ? 0 : group.reduce((sum, i) => sum + numbers[i], 0) / group.length;
    const variance = group.reduce((sum, i) => sum + (numbers[i] - mean) ** 2, 0) / group.length;
    for (const i of group) { out[i] = (numbers[i] - mean) / Math.sqrt(variance + 1e-5); done.add(i); }
  }
  return out;
}

const CELL = { width: 44, height: 26 }, TOP = 22, GAP = 14, LEFT = 76;

function render({ model, el }) {
  const words = model.get("words"), shape = model.get("shape"), [batch, length, width] = shape;
  const start = floats(model.get("numbers")), size = length * width;
  const ui = frame(model, el, words.title), first = model.get("kind");
  ui.root.classList.add("norms");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  const kinds = ["layer", "batch", "instance", "rms"].map((kind) => [kind, words[kind]]);
  const kind = select(ui, { label: words.kind, options: kinds, value: first, input: draw });
  const outlier = slider(ui, { label: words.outlier, min: -10, max: 10, step: 0.1, value: start[0], show: (v) => v.toFixed(1), input: draw });
  const other = checkbox(ui, { label: words.neighbour, input: draw });
  const padding = checkbox(ui, { label: words.padding, input: draw });
  button(ui, { label: words.reset, click: () => {
    kind.value = first; outlier.value = start[0]; other.checked = false; padding.checked = false; draw();
  } });

  const text = (x, y, words, anchor = "middle") => svg("text", { x, y, "text-anchor": anchor }, words);
  const high = TOP + batch * (length * CELL.height + GAP) + 12, wide = LEFT + width * CELL.width + 4;
  function table(title) {
    const cells = Array.from(start, (_, i) => {
      const x = LEFT + (i % width) * CELL.width, row = Math.floor(i / width);
      const y = TOP + row * CELL.height + Math.floor(row / length) * GAP;
      return { box: svg("rect", { class: "cell", x, y, ...CELL }), number: text(x + CELL.width / 2, y + 18, ""),
        group: svg("rect", { class: "group", x: x + 1, y: y + 1, width: CELL.width - 2, height: CELL.height - 2 }) };
    });
    const names = Array.from({ length: batch }, (_, s) => text(LEFT - 6, TOP + s * (length * CELL.height + GAP) + 18, words.sentence.replace("{number}", s + 1), "end"));
    return { cells, root: svg("svg", { viewBox: `0 0 ${wide} ${high}`, width: wide, height: high, role: "img", "aria-label": title },
      text(LEFT, 12, title, "start"), ...names, ...cells.flatMap(({ box, group, number }) => [box, group, number])) };
  }
  const before = table(words.before), after = table(words.after);
  ui.picture.append(html("p", { class: "framed" }, words.group), html("div", { class: "row" }, before.root, after.root));

  function fill(cells, numbers, group, moved) {
    cells.forEach(({ box, number, group: edge }, i) => {
      const colour = signed(numbers[i] / (cells === before.cells ? 6 : 2.5));
      box.setAttribute("fill", css(colour));
      number.style.fill = inkOn(colour);
      number.textContent = numbers[i].toFixed(cells === before.cells ? 1 : 2);
      number.setAttribute("class", moved?.has(i) ? "moved" : "");
      edge.style.display = group.has(i) ? "" : "none";
    });
  }
  function draw() {
    const numbers = Float32Array.from(start), changed = new Set();
    if (Math.abs(numbers[0] - outlier.value) > 0.01) { numbers[0] = outlier.value; changed.add(0); }
    if (other.checked) { for (let i = 0; i < size; i++) numbers[size + i] = 3 - start[size + ((i * 7) % size)]; changed.add(1); }
    if (padding.checked) { numbers.fill(0, 2 * size + 2 * width); changed.add(2); }
    const plain = normalise(start, shape, kind.value), result = normalise(numbers, shape, kind.value);
    const moved = new Set([...result.keys()].filter((i) => Math.abs(result[i] - plain[i]) > 1e-6));
    const group = new Set(groupOf(0, shape, kind.value));
    fill(before.cells, numbers, group);
    fill(after.cells, result, group, moved);
    const others = [...moved].filter((i) => !changed.has(Math.floor(i / size))).length;
    ui.picture.dataset.state = `${kind.value}:${moved.size}:${others}`;
    const facts = { kind: words[kind.value], moved: moved.size, all: numbers.length, others };
    ui.say(words.said.replace(/\{(\w+)\}/g, (_, name) => facts[name]));
    ui.save("kind", kind.value);
  }

  draw();
  return ui.close;
}

export default { render };
