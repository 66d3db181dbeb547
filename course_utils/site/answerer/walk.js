// Every block of a Transformer in the order in which it is computed, and what flows there. As
// widgets/transformer/walk.py, for the norm first.

import { byHead } from "./multi_head_attention.js";

/** The walk from tokens to probabilities: [block, layer, flows]; a flow is a tensor with its axes. */
export function walk(model, memory, decoded) {
  const source = flowsOf("source", memory.states.length / model.width, model.width);
  const target = flowsOf("target", decoded.states.length / model.width, model.width);
  const seen = source(memory.states), states = target(decoded.states);
  const logits = target(decoded.logits, "words", model.outputProj.outSize);
  return [
    ...side(model, "source", memory, memory.states, source, source, seen),
    ...side(model, "target", decoded, decoded.states, target, source, seen),
    ["target.linear", null, { in: states, out: logits }],
    ["target.softmax", null, { logits }],
  ];
}

/** A function that describes a side's tensors: [1, tokens, width] unless told otherwise. */
const flowsOf = (rows, count, features) => (values, columns = "features", width = features) =>
  ({ values, rows, columns, shape: [1, count, width] });

function side(model, name, { embedded, parts, stream }, normed, flow, source, memory) {
  const { into, out } = embedded, { width } = model;
  const placed = () => ({ in: flow(into), waves: flow(out.map((each, i) => each - into[i])), out: flow(out) });
  const waves = model.turns ? [] : [[`${name}.positions`, null, placed()]];
  const layers = parts.flatMap((list, layer) => list.flatMap((part) => sublayer(model, `${name}.${part.name}`, layer, part, flow,
    part.name === "cross" ? { keys: source, memory } : { keys: flow })));
  return [
    [`${name}.tokens`, null, {}], [`${name}.embedding`, null, { out: flow(into, "features", width) }], ...waves, ...layers,
    [`${name}.norm`, null, { in: flow(stream), out: flow(normed) }],
  ];
}

/** The steps of one sublayer, from what went past to the sum. */
function sublayer(model, key, layer, part, flow, keys) {
  const read = flow(part.read), out = flow(part.out);
  const flows = part.name === "feed" ? { in: read, hidden: flow(part.hidden, "features", part.hidden.length / (part.out.length / model.width)), out }
    : attention(model, part, flow, keys, read, out);
  return [
    [`${key}.norm`, layer, { in: flow(part.past), out: read }],
    [key, layer, flows],
    [`${key}.add`, layer, { past: flow(part.past), in: out, out: flow(part.total) }],
  ];
}

function attention(model, part, flow, { keys, memory }, read, out) {
  const { whole } = part.kept, queryFlow = flow(part.queries), keyFlow = keys(whole.projected);
  const weights = { values: byHead(part.weights, model.heads), rows: queryFlow.rows, columns: keyFlow.rows,
    shape: [model.heads, queryFlow.shape[1], keyFlow.shape[1]] };
  const turned = model.turns ? { turned_queries: flow(part.turned), turned_keys: keys(whole.turned) } : {};
  return { in: read, ...(memory ? { memory } : {}), weights, out, queries: queryFlow, keys: keyFlow, ...turned, values: keys(whole.values) };
}

/** The steps with numbers in place of tensors, and each tensor once. */
export function packed(steps) {
  const places = new Map(), tensors = [];
  const place = (flow) => {
    if (!places.has(flow.values)) { places.set(flow.values, tensors.length); tensors.push(flow); }
    return places.get(flow.values);
  };
  const listed = steps.map(([block, layer, flows]) =>
    ({ block, layer, flows: Object.fromEntries(Object.entries(flows).map(([name, flow]) => [name, place(flow)])) }));
  return { steps: listed, tensors };
}
