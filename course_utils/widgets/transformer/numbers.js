// Tensors as pictures: heat strips with the tokens' words, and attention weights by head.

/** Put values into a text with {names}. */
export const told = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

/** A number with two digits and a real minus. */
export const twoDigits = (x) => x.toFixed(2).replace("-", "−");

/** Cut the numbers into tensors, each with its width: the length of its last axis. */
export function cutTensors(numbers, descriptions) {
  let start = 0;
  return descriptions.map(({ shape, rows, columns }) => {
    const size = shape.reduce((product, each) => product * each, 1);
    return { shape, rows, columns, width: shape.at(-1), values: numbers.subarray(start, (start += size)) };
  });
}

/** The largest distance from 0 in several tensors; the scale that they share. */
export function peakOf(tensors) {
  let peak = 1e-6;
  for (const { values } of tensors) for (const value of values) peak = Math.max(peak, Math.abs(value));
  return peak;
}

/** The root mean square of each row: how large a token's vector is. */
export function sizes({ values, width }) {
  return Array.from({ length: values.length / width }, (_, i) => {
    const row = values.subarray(i * width, (i + 1) * width);
    return Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / width);
  });
}

/** How many heads stand side by side in so many pixels, and how wide a cell of theirs is. */
export function headGrid(room, heads, columns, { words = 62, gap = 9, least = 12, most = 20 } = {}) {
  for (let beside = heads; ; beside--) {
    const cell = Math.floor(((room - words) / beside - gap) / columns);
    if (cell >= least || beside === 1) return { beside, cell: Math.max(9, Math.min(most, cell)) };
  }
}

/** Where each head looks most in the last row: [column, weight] a head. */
export function mostSeen({ shape: [heads, rows, columns], values }) {
  return Array.from({ length: heads }, (_, head) => {
    const row = Array.from(values.subarray((head * rows + rows - 1) * columns, (head + 1) * rows * columns));
    const best = row.indexOf(Math.max(...row));
    return [best, row[best]];
  });
}

/** A cell next to another, within a grid; null for keys that do not move. */
export function nextCell([i, j], key, rows, columns) {
  const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -columns], End: [0, columns] }[key];
  const within = (x, count) => Math.max(0, Math.min(count - 1, x));
  return move ? [within(i + move[0], rows), within(j + move[1], columns)] : null;
}

const TALLEST = 17, LOWEST = 14; // px a row: few tokens may have more room than many
const rowHeight = (rows) => (rows > 8 ? LOWEST : TALLEST);

// 256 shades, so that painting thousands of cells makes no thousands of arrays.
const shades = (colour) => Array.from({ length: 256 }, (_, i) => Uint8ClampedArray.of(...colour(i / 255), 255));
const HEAT = shades(heat), SIGNED = shades((share) => signed(2 * share - 1));

/** Paint numbers, one pixel each; `share(x)` is 0 for the first of the shades, 1 for the last. */
function paintCells(canvas, numbers, columns, palette, share) {
  canvas.width = columns;
  canvas.height = numbers.length / columns;
  const context = canvas.getContext("2d"), image = context.createImageData(canvas.width, canvas.height);
  numbers.forEach((x, i) => image.data.set(palette[Math.max(0, Math.min(255, Math.round(255 * share(x))))], 4 * i));
  context.putImageData(image, 0, 0);
}

/**
 * Cells on a canvas that can be read one by one, by pointer or by arrow keys.
 * `read(i, j)` is told which; null when the pointer or the focus leaves.
 */
function cellsView({ numbers, columns, palette, share = (x) => x, label, height, width, read }) {
  const rows = numbers.length / columns;
  const canvas = html("canvas"), mark = html("span", { class: "mark", "aria-hidden": "true" });
  let place = [rows - 1, 0];
  const show = (next) => {
    place = next;
    Object.assign(mark.style, { left: `${(100 * place[1]) / columns}%`, top: `${(100 * place[0]) / rows}%`, width: `${100 / columns}%`, height: `${100 / rows}%` });
    mark.hidden = false;
    read(...place);
  };
  const hide = () => { mark.hidden = true; read(null); };
  const root = html("div", {
    class: "cells", tabindex: "0", role: "application", "aria-label": label, focus: () => root.matches(":focus-visible") && show(place), blur: hide, mouseleave: hide,
    mousemove: ({ clientX, clientY }) => {
      const box = canvas.getBoundingClientRect(), part = (x, count) => Math.max(0, Math.min(count - 1, Math.floor(x * count)));
      show([part((clientY - box.top) / box.height, rows), part((clientX - box.left) / box.width, columns)]);
    },
    keydown: (event) => {
      const next = nextCell(place, event.key, rows, columns);
      if (next) { show(next); mark.scrollIntoView({ block: "nearest", inline: "nearest" }); event.preventDefault(); }
    },
  }, canvas, mark);
  mark.hidden = true;
  root.style.height = `${height}px`;
  if (width) root.style.width = `${width}px`;
  paintCells(canvas, numbers, columns, palette, share);
  return root;
}

/** The tokens' words beside the rows of a picture. */
const rowWords = (tokens, height) => html("div", { class: "words", "aria-hidden": "true" }, ...tokens.map((token) => {
  const line = html("div", {}, token);
  line.style.height = line.style.lineHeight = `${height}px`;
  return line;
}));

/** A heat strip: a row a token, a column a feature, and how large each row is. */
function stripView(tensor, tokens, peak, label, read) {
  const { values, width } = tensor, tall = rowHeight(tokens.length);
  const cells = cellsView({
    numbers: values, columns: width, palette: SIGNED, share: (x) => (x / peak + 1) / 2, label, height: tall * tokens.length,
    read: (i, j) => read(i === null ? null : { row: tokens[i], column: j, value: values[i * width + j] }),
  });
  const amounts = rowWords(sizes(tensor).map(twoDigits), tall);
  amounts.classList.add("sizes");
  return html("div", { class: "strip" }, rowWords(tokens, tall), cells, amounts);
}

/** The weights of every head, small, side by side, with words on both axes. */
function headsView(tensor, rows, columns, room, words, read) {
  const [heads] = tensor.shape, { beside, cell } = headGrid(room, heads, columns.length), tall = rowHeight(rows.length);
  const weightsOf = (head) => tensor.values.subarray(head * rows.length * columns.length, (head + 1) * rows.length * columns.length);
  const longest = Math.max(...columns.map((token) => token.length)), over = `${Math.min(84, 8 + 7.5 * longest)}px`;
  const above = () => {
    const line = html("div", { class: "above", "aria-hidden": "true" }, ...columns.map((token) => {
      const name = html("span", {}, token);
      Object.assign(name.style, { width: `${cell}px`, lineHeight: `${cell}px`, maxHeight: over });
      return name;
    }));
    line.style.height = over;
    return line;
  };
  const one = (head) => html("div", { class: "one" }, html("div", { class: "name" }, told(words.head, { head: head + 1 })), above(),
    cellsView({
      numbers: weightsOf(head), columns: columns.length, palette: HEAT, label: told(words.head, { head: head + 1 }),
      height: tall * rows.length, width: cell * columns.length,
      read: (i, j) => read(i === null ? null : { head: head + 1, row: rows[i], column: columns[j], value: weightsOf(head)[i * columns.length + j] }),
    }));
  const lines = Array.from({ length: Math.ceil(heads / beside) }, (_, line) => html("div", { class: "line" }, rowWords(rows, tall),
    ...Array.from({ length: Math.min(beside, heads - line * beside) }, (_, i) => one(line * beside + i))));
  return html("div", { class: "heads" }, ...lines);
}
