// Where everything in the tree stands. Pure: tests lay out trees without a browser.

export const NODE = { width: 142, height: 34 }, GAP = 52, WIDEST_GAP = 120, ROOT = 64;
export const HEAD = 40, ROWS = 14, PITCH = 38, FOOT = 22;
export const HEIGHT = HEAD + ROWS * PITCH + FOOT;

/** About how wide a text is: generous, so that what fits here fits on the screen. */
export function textWidth(text, size) {
  let width = 0;
  for (const letter of text) {
    width += letter.codePointAt(0) > 0x2e80 ? 1.05 : "mwMW@œ".includes(letter) ? 0.95 : "filrt.,:;'!| ".includes(letter) ? 0.46 : 0.64;
  }
  return width * size;
}

/** A text cut to a width; what is cut off is replaced by an ellipsis. */
export function fit(text, size, width) {
  if (textWidth(text, size) <= width) return text;
  const letters = [...text];
  while (letters.length && textWidth(`${letters.join("")}…`, size) > width) letters.pop();
  return `${letters.join("")}…`;
}

/**
 * Heights nearest to the wished ones (in order, some weighing more) with at least `pitch`
 * between neighbours, all between `low` and `high`.
 */
export function spread(wishes, weights, pitch, low, high) {
  const blocks = [];
  wishes.forEach((wish, i) => {
    blocks.push({ sum: (wish - i * pitch) * weights[i], weight: weights[i], count: 1 });
    while (blocks.length > 1 && mean(blocks.at(-1)) < mean(blocks.at(-2))) {
      const last = blocks.pop();
      for (const part of ["sum", "weight", "count"]) blocks.at(-1)[part] += last[part];
    }
  });
  const top = Math.max(low, high - (wishes.length - 1) * pitch);
  return blocks.flatMap((block) => Array(block.count).fill(mean(block)))
    .map((start, i) => Math.min(top, Math.max(low, start)) + i * pitch);
}
const mean = (block) => block.sum / block.weight;

/** Left edge of a step's column; the root is step 0. */
export const left = (t, gap = GAP) => (t === 0 ? 8 : 8 + ROOT + gap + (t - 1) * (NODE.width + gap));

/** Give every node of a run its place, in about `room` pixels; return the width of the whole. */
export function layout(run, room = 0) {
  const most = Math.max(1, ...run.columns.map((column) => column.length)), steps = run.columns.length;
  const height = ROWS * PITCH, pitch = Math.min(60, Math.max(PITCH, height / most));
  run.gap = Math.min(WIDEST_GAP, Math.max(GAP, (room - 24 - ROOT - steps * NODE.width) / Math.max(1, steps)));
  Object.assign(run.root, { x: left(0), y: HEAD + height / 2, width: ROOT, height: 26 });
  for (const column of run.columns) {
    // Children stay in the order of their parents, so that no two lines cross
    column.sort((a, b) => a.parent.y - b.parent.y || a.rank - b.rank);
    const wishes = column.map((node) => {
      const family = node.parent.children, heirs = family.filter((each) => each.kept).length || family.length;
      return node.parent.y + (family.indexOf(node) - (heirs - 1) / 2) * pitch;
    });
    const weights = column.map((node) => (node.kept ? 8 : 1)); // what goes on, goes straight
    const heights = spread(wishes, weights, pitch, HEAD + pitch / 2, HEAD + height - pitch / 2);
    column.forEach((node, i) => {
      const size = { width: NODE.width, height: node.kept ? NODE.height : NODE.height - 4 };
      Object.assign(node, { x: left(node.t, run.gap), y: heights[i] }, size);
    });
  }
  return left(steps, run.gap) + (steps ? NODE.width : ROOT) + 16;
}

/** The texts of a node: where, how large, what; each stays within its own box. */
export function labels(node, texts) {
  const right = node.x + node.width - 9, start = node.x + 10;
  if (!node.parent) return [{ kind: "token", x: node.x + node.width / 2, y: node.y + 4, size: 12, anchor: "middle", text: texts.token }];
  const above = node.y - 2, below = node.y + 11;
  return [
    { kind: "total", x: right, y: above, size: 12, anchor: "end", text: texts.total },
    { kind: "token", x: start, y: above, size: 13, anchor: "start", text: fit(texts.token, 13, node.width - 24 - textWidth(texts.total, 12)) },
    { kind: "step", x: start, y: below, size: 10, anchor: "start", text: texts.step },
    { kind: "note", x: right, y: below, size: 10, anchor: "end", text: texts.note },
  ];
}

/** The room a label takes, as [left, top, right, bottom]. */
export function box({ x, y, size, anchor, text }) {
  const width = textWidth(text, size);
  const start = anchor === "end" ? x - width : anchor === "middle" ? x - width / 2 : x;
  return [start, y - 0.82 * size, start + width, y + 0.22 * size];
}

/** The outline of a node, told apart by its shape: see the legend. */
export function outline({ x, y, width, height, kept, forced, finished, parent }, inset = 0) {
  const l = x + inset, r = x + width - inset, t = y - height / 2 + inset, b = y + height / 2 - inset;
  const corner = 8 - inset / 2;
  if (!parent) return round(l, t, r, b, (b - t) / 2);
  if (forced) return `M${l} ${t}H${r - 4}L${r + 5} ${y}L${r - 4} ${b}H${l}Z`;
  if (finished) return `M${l + corner} ${t}H${r - corner}L${r} ${t + corner}V${b - corner}L${r - corner} ${b}H${l + corner}L${l} ${b - corner}V${t + corner}Z`;
  return round(l, t, r, b, kept ? 10 : 0);
}

function round(l, t, r, b, c) {
  const arc = `a${c} ${c} 0 0 1 `;
  return `M${l + c} ${t}H${r - c}${arc}${c} ${c}V${b - c}${arc}${-c} ${c}H${l + c}${arc}${-c} ${-c}V${t + c}${arc}${c} ${-c}Z`;
}

/** The line from a parent to its child. */
export function branch(node) {
  const from = node.parent.x + node.parent.width + (node.parent.forced ? 5 : 0), bend = (node.x - from) * 0.55;
  return `M${from} ${node.parent.y}C${from + bend} ${node.parent.y} ${node.x - bend} ${node.y} ${node.x} ${node.y}`;
}

/** Which node an arrow key leads to from another, among those that are shown. */
export function neighbour(run, node, key, shown) {
  const column = node.t === 0 ? [run.root] : run.columns[node.t - 1], at = column.indexOf(node);
  const children = node.t < shown ? node.children : [];
  switch (key) {
    case "ArrowLeft": return node.parent;
    case "ArrowRight": return [...children].sort((a, b) => a.rank - b.rank)[0] ?? null;
    case "ArrowUp": return column[at - 1] ?? null;
    case "ArrowDown": return column[at + 1] ?? null;
    case "Home": return run.root;
    case "End": return run.winner && run.winner.t <= shown ? run.winner : null;
    default: return null;
  }
}
