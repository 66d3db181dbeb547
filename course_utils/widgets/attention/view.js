// The pictures of the attention explorer: two columns of words with lines, a heat map, and
// all heads small. Each is made once for its tokens; `draw` sets attributes only.

const ROW = 22, WORD = 112, GAP = 96, TOP = 100;

const short = (token) => (token.length > 13 ? `${token.slice(0, 12)}…` : token);

/** Make those dim that belong to words not yet written. */
const dim = (elements, later) => elements.forEach((each, i) => each.classList.toggle("later", later[i]));

/** Queries on the left, keys on the right, a line for each weight of the chosen row. */
function linesView(map, label, { over, pick }) {
  const rows = map.rows.length, columns = map.columns.length;
  const height = TOP + ROW * Math.max(rows, columns) + 8, width = 2 * WORD + GAP;
  const y = (i) => TOP + ROW * i + ROW / 2;
  const word = (token, x, i, anchor) =>
    svg("text", { x, y: y(i), "text-anchor": anchor, "dominant-baseline": "central" }, short(token));
  const strokes = map.columns.map((_, j) =>
    svg("line", { x1: WORD + 4, x2: WORD + GAP - 4, y2: y(j), "stroke-linecap": "round" }));
  const keys = map.columns.map((token, j) => svg("g", { class: "key" },
    svg("rect", { x: WORD + GAP, y: y(j) - ROW / 2 + 2, width: WORD, height: ROW - 4, rx: 3 }),
    word(token, WORD + GAP + 4, j, "start"),
    svg("text", { class: "number", x: 2 * WORD + GAP - 2, y: y(j), "text-anchor": "end", "dominant-baseline": "central" })));
  const queries = map.rows.map((token, i) => svg("g", { class: "query", mouseenter: () => over(i), click: () => pick(i) },
    svg("rect", { x: 0, y: y(i) - ROW / 2 + 2, width: WORD, height: ROW - 4, rx: 3 }),
    word(token, WORD - 4, i, "end")));
  const heads = svg("g", { class: "axis" },
    svg("text", { x: WORD - 4, y: TOP - 10, "text-anchor": "end" }, label.queries),
    svg("text", { x: WORD + GAP + 4, y: TOP - 10 }, label.keys));
  const root = svg("svg", { class: "lines", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    heads, ...strokes, ...queries, ...keys);
  function draw(row, weights, later) {
    dim(queries, later.rows);
    dim(keys, later.columns);
    queries.forEach((each, i) => each.classList.toggle("chosen", i === row));
    weights.forEach((w, j) => {
      strokes[j].setAttribute("y1", y(row));
      strokes[j].setAttribute("stroke-width", (0.6 + 7 * w).toFixed(2));
      strokes[j].setAttribute("opacity", w < 0.01 ? 0 : (0.25 + 0.75 * w).toFixed(2));
      keys[j].firstChild.setAttribute("opacity", (0.75 * w).toFixed(2));
      keys[j].lastChild.textContent = w >= 0.005 ? w.toFixed(2) : "";
    });
  }
  return { root, draw };
}

/** Rows are queries, columns keys; one cell has the focus and is moved by the arrow keys. */
function heatView(map, label, { over, pick, press }) {
  const rows = map.rows.length, columns = map.columns.length, cell = columns > 14 ? 18 : 22;
  const left = WORD + 6, width = Math.max(left + cell * columns + 60, 250), height = TOP + ROW * Math.max(rows, columns) + 8;
  const cells = map.rows.map((_, i) => map.columns.map((_, j) => svg("rect", {
    x: left + cell * j, y: TOP + ROW * i, width: cell - 1, height: ROW - 1,
    mouseenter: () => over(i, j), click: () => pick(i, j),
  })));
  const frames = svg("g", { class: "gold" }), cursor = svg("rect", { class: "cursor", width: cell - 1, height: ROW - 1 });
  const band = svg("rect", { class: "band", x: left - 2, width: cell * columns + 3, height: ROW + 1 });
  const lines = map.rows.map((token, i) => svg("g", {},
    svg("text", { x: left - 6, y: TOP + ROW * i + ROW / 2, "text-anchor": "end", "dominant-baseline": "central" }, short(token)), ...cells[i]));
  const above = map.columns.map((token, j) =>
    svg("text", { transform: `translate(${left + cell * j + cell / 2 + 4}, ${TOP - 6}) rotate(-50)` }, short(token)));
  const axes = svg("g", { class: "axis" }, svg("text", { x: 0, y: 12 }, label.columns), svg("text", { x: 0, y: 28 }, label.rows));
  const pins = map.rows.map((_, i) => svg("path", { class: "pin", d: `M${left + cell * columns + 6} ${TOP + ROW * i + ROW / 2}l9 -5v10z`, opacity: 0 }));
  const root = svg("svg", {
    class: "heat", width, height, viewBox: `0 0 ${width} ${height}`, role: "application", tabindex: "0", "aria-label": label.hint, keydown: press,
  }, axes, ...lines, ...above, ...pins, frames, band, cursor);
  function paint(weightsOf, gold, pinned) {
    cells.forEach((line, i) => {
      const weights = weightsOf(i);
      line.forEach((each, j) => each.setAttribute("fill", css(heat(weights[j]))));
      pins[i].setAttribute("opacity", pinned.includes(i) ? 1 : 0);
    });
    frames.replaceChildren(...gold.map(([key, query]) => svg("rect", {
      x: left + cell * key + 2, y: TOP + ROW * query + 2, width: cell - 5, height: ROW - 5,
    })));
  }
  function draw(row, column, later) {
    dim(lines, later.rows);
    dim(above, later.columns);
    cursor.setAttribute("x", left + cell * column);
    cursor.setAttribute("y", TOP + ROW * row);
    band.setAttribute("y", TOP + ROW * row - 1);
  }
  const follow = () => cursor.scrollIntoView({ block: "nearest", inline: "nearest" });
  return { root, draw, paint, follow };
}

/** Every head of the layer as a small map on a canvas, under a button that chooses it. */
function smallView(count, words, choose) {
  const canvases = Array.from({ length: count }, () => html("canvas", { "aria-hidden": "true" }));
  const buttons = canvases.map((canvas, head) => html("button", {
    type: "button", class: "small", "aria-label": `${words.head} ${head + 1}`, click: () => choose(head),
  }, canvas, html("span", {}, `${head + 1}`)));
  const root = html("div", { class: "heads", role: "group", "aria-label": words.all }, ...buttons);
  function draw(map, weightsOf, chosen, muted, later) {
    canvases.forEach((canvas, head) => {
      const wide = map.columns.length, tall = map.rows.length, context = canvas.getContext("2d");
      if (canvas.width !== wide || canvas.height !== tall) { canvas.width = wide; canvas.height = tall; }
      const image = context.createImageData(wide, tall);
      for (let i = 0; i < tall; i++) {
        const weights = weightsOf(head, i);
        weights.forEach((w, j) => image.data.set([...heat(w), later[i] ? 64 : 255], 4 * (i * wide + j)));
      }
      context.putImageData(image, 0, 0);
      buttons[head].setAttribute("aria-pressed", `${head === chosen}`);
      buttons[head].classList.toggle("muted", muted.includes(head));
      buttons[head].lastChild.textContent = muted.includes(head) ? `${head + 1} ✕` : `${head + 1}`;
    });
  }
  return { root, draw, buttons };
}
