// Where everything in the tree stands. Pure: tests lay out trees without a browser.

export const NODE = { width: 128, height: 32 }, GAP = 56, ROOT = 64;
export const HEAD = 40, ROWS = 14, PITCH = 36, FOOT = 22;
export const HEIGHT = HEAD + ROWS * PITCH + FOOT;

/** About how wide a text is: generous, so that what fits here fits on the screen. */
export function textWidth(text, size) {
  let width = 0;
  for (const letter of text) width += letter.codePointAt(0) > 0x2e80 ? 1.05 : "mwMW@".includes(letter) ? 0.92 : 0.62;
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
 * Heights nearest to the wished ones (in order) with at least `pitch` between neighbours,
 * all between `low` and `high`.
 */
export function spread(wishes, pitch, low, high) {
  const blocks = [];
  wishes.forEach((wish, i) => {
    blocks.push({ sum: wish - i * pitch, count: 1 });
    while (blocks.length > 1 && mean(blocks.at(-1)) < mean(blocks.at(-2))) {
      const last = blocks.pop();
      blocks.at(-1).sum += last.sum;
      blocks.at(-1).count += last.count;
    }
  });
  const top = Math.max(low, high - (wishes.length - 1) * pitch);
  return blocks.flatMap((block) => Array(block.count).fill(mean(block)))
    .map((start, i) => Math.min(top, Math.max(low, start)) + i * pitch);
}
const mean = (block) => block.sum / block.count;

/** Left edge of a step's column; the root is step 0. */
export const left = (t) => (t === 0 ? 8 : 8 + ROOT + GAP + (t - 1) * (NODE.width + GAP));

/** Give every node of a run its place; return the width of the whole. */
export function layout(run) {
  const most = Math.max(1, ...run.columns.map((column) => column.length));
  const room = ROWS * PITCH, pitch = Math.min(54, Math.max(PITCH, room / most));
  const middle = HEAD + room / 2, edge = PITCH / 2;
  Object.assign(run.root, { x: left(0), y: middle, width: ROOT, height: 26 });
  for (const column of run.columns) {
    // Children stay in the order of their parents, so that no two lines cross
    column.sort((a, b) => a.parent.y - b.parent.y || a.rank - b.rank);
    const wishes = column.map((node) => {
      const place = node.parent.children.indexOf(node), count = node.parent.children.length;
      return node.parent.y + (place - (count - 1) / 2) * pitch;
    });
    const heights = spread(wishes, pitch, HEAD + edge, HEAD + room - edge);
    column.forEach((node, i) => {
      const height = node.kept ? NODE.height : NODE.height - 4;
      Object.assign(node, { x: left(node.t), y: heights[i], width: NODE.width, height });
    });
  }
  return left(run.columns.length) + (run.columns.length ? NODE.width : ROOT) + 16;
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
