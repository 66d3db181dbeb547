// Where everything on the map of the Transformer stands, as plain numbers: pure functions.
// Two columns of blocks grow from the bottom to the top, as in figure 1 of the paper.

const CENTRE = { source: 126, target: 334 }, OUTWARD = { source: -1, target: 1 };
const WIDE = 162, ROUND = 11, ASIDE = 94; // ASIDE: how far out the ways past run
const OUTER = 104, INNER = 86; // how far a frame reaches from its centre
const MIDDLE = 230; // where the memory crosses over
const TALL = { norm: 20, attention: 28, feed: 26, add: 2 * ROUND, positions: 2 * ROUND, addnorm: 22 };
const GAP = 12, FORK = 18, ENTER = 30, LEAVE = 34, EDGE = 9, FOOT = 6, HEAD = 30;

/** Which sublayer a block belongs to: "source.self.add" is a part of "source.self". */
export const partOf = (key) => key.split(".").slice(0, 2).join(".");

/** Does a block open a sublayer of a stack? The way past begins just before it. */
const opens = (blocks, i) => blocks[i].stacked && (!blocks[i - 1].stacked || partOf(blocks[i].key) !== partOf(blocks[i - 1].key));

/** The space below block i. */
function gapBelow(blocks, i) {
  if (i === 0) return 0;
  if (blocks[i].stacked !== blocks[i - 1].stacked) return blocks[i].stacked ? ENTER : LEAVE;
  return opens(blocks, i) || blocks[i].kind === "attention" ? FORK : GAP;
}

/** One side's boxes from bottom to top, with y counted upwards from the ground. */
function column(blocks, side) {
  let top = 0;
  return blocks.map((block, i) => {
    const height = TALL[block.kind] ?? 24, width = ["add", "positions"].includes(block.kind) ? 2 * ROUND : WIDE;
    const bottom = top + gapBelow(blocks, i);
    top = bottom + height;
    return { block, side, x: CENTRE[side], width, height, bottom, top, opens: i > 0 && opens(blocks, i) };
  });
}

/** The boxes by key, the ways between them and the frames around the stacks. */
export function mapLayout(blocks) {
  const sides = ["source", "target"].map((side) => column(blocks.filter(({ key }) => key.startsWith(side)), side));
  const height = Math.max(...sides.map((boxes) => boxes.at(-1).top)) + FOOT + HEAD;
  for (const box of sides.flat()) {
    box.y = height - FOOT - box.top; // from now on y counts downwards, as on the screen
    box.foot = box.y + box.height;
  }
  const boxes = Object.fromEntries(sides.flat().map((box) => [box.block.key, box]));
  const ways = [...sides.flatMap((each) => [...upward(each), ...past(each)]), across(sides[0].at(-1), boxes["target.cross"])];
  return { width: 460, height, boxes, ways, frames: sides.map(frameOf) };
}

/** From each block to the next; into self-attention as queries, keys and values. */
function upward(boxes) {
  return boxes.slice(1).map((box, i) => {
    const from = boxes[i], x = box.x, way = { from: from.block.key, to: box.block.key, kind: "up" };
    if (!box.block.key.endsWith(".self")) return { ...way, d: `M${x} ${from.y}V${box.foot}`, tips: [[x, box.foot, "up"]] };
    const fork = box.foot + 9, sides = [x - 36, x + 36];
    const d = `M${x} ${from.y}V${box.foot}${sides.map((side) => `M${x} ${fork}${bend(x, fork, side, box.foot)}`).join("")}`;
    return { ...way, d, tips: [x, ...sides].map((each) => [each, box.foot, "up"]) };
  });
}

/** Along a line and round a corner: from (x, y) across to `toX`, then up to `toY`. */
function bend(x, y, toX, toY) {
  const r = Math.min(5, Math.abs(toX - x)), turn = toX - Math.sign(toX - x) * r;
  return `H${turn}Q${toX} ${y} ${toX} ${y - r}V${toY}`;
}

/** The residual connections: from below the sublayer, around it, into add. */
function past(boxes) {
  return boxes.filter(({ block }) => block.past).map((box) => {
    const first = boxes.find(({ block, opens }) => opens && partOf(block.key) === partOf(box.block.key));
    const before = boxes[boxes.indexOf(first) - 1], out = OUTWARD[box.side];
    const x = box.x, side = x + out * ASIDE, start = first.foot + 13, end = box.y + box.height / 2, r = 9;
    const d = `M${x} ${start}H${side - out * r}Q${side} ${start} ${side} ${start - r}V${end + r}Q${side} ${end} ${side - out * r} ${end}H${x + (out * box.width) / 2}`;
    return { from: before.block.key, to: box.block.key, kind: "past", d, tips: [[x + (out * box.width) / 2, end, out < 0 ? "right" : "left"]] };
  });
}

/** The only way from one side to the other: the memory, as keys and values. */
function across(from, to) {
  const x = from.x, up = from.y - (from.block.stacked ? LEAVE + 7 : 14), middle = to.y + to.height / 2, left = to.x - to.width / 2, r = 9;
  const split = left - 9, tips = [middle - 7, middle + 7];
  const d = `M${x} ${from.y}V${up + r}Q${x} ${up} ${x + r} ${up}H${MIDDLE - r}Q${MIDDLE} ${up} ${MIDDLE} ${up + r}`
    + `V${middle - 4}Q${MIDDLE} ${middle} ${MIDDLE + 4} ${middle}H${split}${tips.map((y) => `M${split} ${middle}V${y}H${left}`).join("")}`;
  return { from: from.block.key, to: to.block.key, kind: "memory", d, tips: tips.map((y) => [left, y, "right"]), label: [MIDDLE + 8, up - 6] };
}

/** The frame around the blocks that stand in every layer. */
function frameOf(boxes) {
  const inside = boxes.filter(({ block }) => block.stacked), side = boxes[0].side;
  const y = inside.at(-1).y - LEAVE + EDGE, foot = inside[0].foot + ENTER - EDGE;
  return { side, x: CENTRE[side] - (side === "source" ? OUTER : INNER), y, width: OUTER + INNER, height: foot - y };
}
