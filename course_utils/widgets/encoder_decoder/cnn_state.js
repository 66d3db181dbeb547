const KERNEL = 5;

/** Cut one run of float32 numbers into the classifier's weights, in torch's order. */
export function unpack(numbers, { size, maps, classes }) {
  let start = 0;
  const take = (count) => numbers.subarray(start, (start += count));
  const area = KERNEL * KERNEL;
  return {
    size, maps, classes,
    first: take(maps * area), firstBias: take(maps),
    second: take(maps * maps * area), secondBias: take(maps),
    head: take(classes * maps), headBias: take(classes),
  };
}

/** Convolve; the maps have the size of the input. */
export function convolve(input, channels, size, weight, bias) {
  const reach = (KERNEL - 1) / 2, out = new Float32Array(bias.length * size * size);
  for (let m = 0; m < bias.length; m++) {
    const full = out.subarray(m * size * size, (m + 1) * size * size).fill(bias[m]);
    for (let c = 0; c < channels; c++) {
      for (let i = 0; i < KERNEL; i++) for (let j = 0; j < KERNEL; j++) {
        const w = weight[((m * channels + c) * KERNEL + i) * KERNEL + j], down = i - reach, across = j - reach;
        for (let y = Math.max(0, -down); y < Math.min(size, size - down); y++) {
          for (let x = Math.max(0, -across); x < Math.min(size, size - across); x++) {
            full[y * size + x] += w * input[(c * size + y + down) * size + x + across];
          }
        }
      }
    }
  }
  return out;
}

/** Cut maps off below zero and keep the largest of every 2 × 2. */
export function pool(maps, count, size) {
  const half = size / 2, out = new Float32Array(count * half * half);
  for (let m = 0; m < count; m++) for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) {
    const place = (m * half + (y >> 1)) * half + (x >> 1);
    out[place] = Math.max(out[place], maps[(m * size + y) * size + x]);
  }
  return out;
}

/** Image → the feature maps, one after the other, and the state: the largest of each. */
export function encode(image, weights) {
  const { size, maps, first, firstBias, second, secondBias } = weights;
  const seen = pool(convolve(image, 1, size, first, firstBias), maps, size);
  const found = convolve(seen, maps, size / 2, second, secondBias), area = (size / 2) ** 2;
  const state = Array.from({ length: maps }, (_, m) => Math.max(...found.subarray(m * area, (m + 1) * area)));
  return { found, state: Float32Array.from(state) };
}

/** State → probabilities of the classes. */
export function decode(state, { classes, head, headBias }) {
  const logits = Float32Array.from(headBias);
  for (let c = 0; c < classes; c++) {
    for (let i = 0; i < state.length; i++) logits[c] += head[c * state.length + i] * state[i];
  }
  return softmax(logits, classes);
}

/** The cells on the way from one cell to another, so that a quick stroke has no gaps. */
export function between([y0, x0], [y1, x1]) {
  const steps = Math.max(Math.abs(y1 - y0), Math.abs(x1 - x0), 1);
  return Array.from({ length: steps + 1 }, (_, i) =>
    [Math.round(y0 + ((y1 - y0) * i) / steps), Math.round(x0 + ((x1 - x0) * i) / steps)]);
}

const CELL = 15;

function render({ model, el }) {
  const words = model.get("words"), names = model.get("names");
  const size = model.get("image_size"), maps = model.get("num_maps"), half = size / 2;
  const examples = floats(model.get("examples"));
  let weights = read(), ink = floats(model.get("ink")).slice();
  const muted = Array(maps).fill(false);
  const ui = frame(model, el, words.title);
  ui.root.classList.add("cnn-state");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  button(ui, { label: words.clear, click: () => { ink.fill(0); draw(); } });
  names.forEach((name, i) => button(ui, {
    label: words.example.replace("{name}", name),
    click: () => { ink = examples.slice(i * size * size, (i + 1) * size * size); draw(); },
  }));
  button(ui, { label: words.all_maps, click: () => { muted.fill(false); draw(); } });

  const cells = Array.from({ length: size * size }, (_, i) =>
    svg("rect", { x: (i % size) * CELL, y: Math.floor(i / size) * CELL, width: CELL, height: CELL }));
  const cursor = svg("rect", { class: "cursor", width: CELL, height: CELL });
  const board = svg("svg", {
    class: "board", viewBox: `0 0 ${size * CELL} ${size * CELL}`, width: size * CELL, height: size * CELL,
    tabindex: "0", role: "application", "aria-label": words.board, "shape-rendering": "crispEdges",
  }, ...cells, cursor);
  const views = Array.from({ length: maps }, (_, i) => view(i));
  const bars = names.map(bar);
  const spot = html("p", { class: "spot", "aria-live": "polite" });
  ui.picture.append(html("div", { class: "row" },
    html("figure", {}, html("figcaption", {}, words.input), board, spot),
    html("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    html("figure", {}, html("figcaption", {}, words.state), html("div", { class: "maps" }, ...views.map((each) => each.field))),
    html("span", { class: "arrow", "aria-hidden": "true" }, "→"),
    html("figure", {}, html("figcaption", {}, words.output), html("div", { class: "bars" }, ...bars.map((each) => each.row)))));

  let at = [size / 2, size / 2], colour = 1, last = null;
  board.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    event.preventDefault();
    board.focus();
    board.setPointerCapture(event.pointerId);
    last = at = cell(event);
    colour = ink[at[0] * size + at[1]] > 0.5 ? 0 : 1;
    paint([at]);
  });
  board.addEventListener("pointermove", (event) => {
    if (!last) return;
    at = cell(event);
    paint(between(last, at));
    last = at;
  });
  for (const name of ["pointerup", "pointercancel"]) board.addEventListener(name, () => { last = null; });
  board.addEventListener("keydown", (event) => {
    const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (move) {
      const to = at.map((place, i) => Math.max(0, Math.min(size - 1, place + move[i])));
      at = to;
      if (event.shiftKey) { colour = 1; paint([at]); } else draw();
    } else if (event.key === " ") {
      colour = ink[at[0] * size + at[1]] > 0.5 ? 0 : 1;
      paint([at]);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });

  function read() {
    return unpack(floats(model.get("weights")), { size, maps, classes: names.length });
  }

  function cell(event) {
    const box = board.getBoundingClientRect();
    const place = (part, whole) => Math.max(0, Math.min(size - 1, Math.floor((part / whole) * size)));
    return [place(event.clientY - box.top, box.height), place(event.clientX - box.left, box.width)];
  }

  function paint(places) {
    for (const [y, x] of places) ink[y * size + x] = colour;
    draw();
  }

  function view(i) {
    const canvas = html("canvas", { width: `${half}`, height: `${half}`, "aria-hidden": "true" });
    const number = html("span", { class: "number", "aria-hidden": "true" });
    const field = html("button", { type: "button", class: "map", click: () => { muted[i] = !muted[i]; draw(); } }, canvas, number);
    return { field, number, context: canvas.getContext("2d"), data: new ImageData(half, half) };
  }

  function bar(name) {
    const fill = html("span", { class: "fill" }), value = html("span", { class: "value" });
    const row = html("div", { class: "bar" }, html("span", { class: "name" }, name), html("span", { class: "track" }, fill), value);
    return { row, fill, value };
  }

  function draw() {
    const { found, state } = encode(ink, weights), area = half * half;
    const peak = Math.max(...state, 1e-6);
    views.forEach(({ field, number, context, data }, m) => {
      found.subarray(m * area, (m + 1) * area)
        .forEach((value, i) => data.data.set([...heat(Math.max(0, value / peak)), 255], 4 * i));
      context.putImageData(data, 0, 0);
      field.setAttribute("aria-pressed", `${muted[m]}`);
      field.setAttribute("aria-label", words.map.replace("{i}", m + 1).replace("{most}", state[m].toFixed(1)));
      if (muted[m]) state[m] = 0;
      number.textContent = state[m].toFixed(1);
    });
    const probs = decode(state, weights), best = probs.indexOf(Math.max(...probs));
    bars.forEach(({ row, fill, value }, c) => {
      fill.style.width = `${100 * probs[c]}%`;
      value.textContent = probs[c].toFixed(2);
      row.classList.toggle("best", c === best);
    });
    cells.forEach((rect, i) => rect.setAttribute("fill-opacity", ink[i].toFixed(2)));
    cursor.setAttribute("x", at[1] * CELL);
    cursor.setAttribute("y", at[0] * CELL);
    spot.textContent = words.spot.replace("{row}", at[0] + 1).replace("{column}", at[1] + 1)
      .replace("{ink}", ink[at[0] * size + at[1]] > 0.5 ? words.black : words.white);
    ui.picture.dataset.state = `${best}:${probs[best].toFixed(4)}`;
    ui.picture.dataset.muted = muted.filter(Boolean).length;
    ui.say(verdict(probs, best));
    ui.save("ink", new DataView(ink.slice().buffer));
  }

  function verdict(probs, best) {
    const off = muted.filter(Boolean).length;
    const head = off ? words.muted.replace("{off}", off).replace("{maps}", maps) + words.space : "";
    if (!ink.some((value) => value > 0.5)) return head + words.empty;
    const text = probs[best] > 0.9 ? words.sure : probs[best] > 0.6 ? words.likely : words.unsure;
    return head + text.replace("{name}", names[best]).replace("{percent}", Math.round(100 * probs[best]));
  }

  ui.listen("change:weights", () => { weights = read(); draw(); });
  draw();
  return ui.close;
}

export default { render };
