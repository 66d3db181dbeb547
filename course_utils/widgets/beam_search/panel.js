// One search drawn as a tree, with its counter and its table of finished sentences.

const STAR = "M0 -8L2.1 -2.7L7.6 -2.5L3.3 1L4.7 6.5L0 3.4L-4.7 6.5L-3.3 1L-7.6 -2.5L-2.1 -2.7Z";
const DIAMOND = "M0 -6.5L6.5 0L0 6.5L-6.5 0Z";

/** A number as people write it: a true minus sign, two decimals, and three near zero. */
export function show(number, digits = Math.abs(number) < 0.0995 ? 3 : 2) {
  const text = Math.abs(number).toFixed(digits);
  return (number < 0 && +text !== 0 ? "−" : "") + text;
}

/** Put values into a text with {names}. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** The divisor as a formula with its numbers, [base, exponent]. */
export function formula(length, alpha, form) {
  return [form === "gnmt" ? `((5 + ${length}) / 6)` : `${length}`, alpha.toFixed(2)];
}

/** A power as people write it. */
const power = ([base, exponent]) => [base, html("sup", {}, exponent)];

/** The sum of a path's log-probabilities, term by term. */
export function terms(node) {
  const steps = [];
  for (let each = node; each.parent; each = each.parent) steps.unshift(each.logProb);
  return steps.map((each, i) => (i ? (each < 0 ? " − " : " + ") + show(Math.abs(each)) : show(each))).join("");
}

/** How many candidates were scored, as a sum that one can check. */
export function counted(run, shown, { size, k, longest }) {
  const open = run.work.slice(0, shown).map((each) => each.open);
  const sum = open.length > 9 ? [...open.slice(0, 4), "…", open.at(-1)] : open;
  const total = scored(run, shown);
  return {
    sum: open.length > 1 ? `(${sum.join(" + ")})` : `${open[0] ?? 0}`, size, total: total.toLocaleString("en"),
    k, longest, bound: (k * size * longest).toLocaleString("en"),
  };
}

// Most of a tree stays as it is from one move to the next: touch only what changes.
const known = new WeakMap();
function put(element, name, value) {
  let values = known.get(element);
  if (!values) known.set(element, (values = {}));
  if (values[name] === value) return;
  values[name] = value;
  if (name === "text") element.textContent = value;
  else if (name === "display") element.style.display = value;
  else element.setAttribute(name, value);
}
const write = (element, text) => put(element, "text", text);
const reveal = (element, on) => put(element, "display", on ? "" : "none");

/** A pool of elements: made when first needed, hidden when not. */
function pool(parent, make) {
  const made = [];
  return (count) => {
    while (made.length < count) { made.push(make()); parent.append(made.at(-1).root ?? made.at(-1)); }
    made.forEach((each, i) => reveal(each.root ?? each, i < count));
    return made;
  };
}

function makeNode() {
  const parts = Object.fromEntries(["token", "step", "total", "note"].map((kind) => [kind, svg("text", { class: kind })]));
  const shape = svg("path", { class: "shape" }), inner = svg("path", { class: "inner" });
  const truth = svg("path", { class: "truth-mark", d: DIAMOND }), star = svg("path", { class: "star", d: STAR });
  const root = svg("g", { role: "treeitem", tabindex: "-1" }, shape, inner, ...Object.values(parts).flatMap((text) => [text, " "]), truth, star);
  return { root, shape, inner, truth, star, parts };
}

/** A panel; `act` has inspect(node), force(path) and status(run, node, view), `words` the labels. */
function treePanel(words, act) {
  const bands = svg("g", { "aria-hidden": "true" }), edges = svg("g", { "aria-hidden": "true" });
  const nodes = svg("g", { role: "none" });
  const drawing = svg("svg", { height: HEIGHT, role: "tree" }, bands, edges, nodes);
  const scroll = html("div", { class: "scroll" }, drawing);
  const head = html("div", { class: "head" }), counter = html("p", { class: "counter" });
  const body = html("tbody");
  const table = html("table", {}, html("thead", {}, html("tr", {}, ...["rank", "text", "sum", "length", "divisor", "score"]
    .map((name) => html("th", { scope: "col" }, words[name])))), body);
  const ranking = html("div", { class: "ranking", tabindex: "0", role: "group", "aria-label": words.ranking }, table);
  const root = html("div", { class: "pane" }, head, scroll, counter, html("div", { class: "head" }, words.ranking), ranking);
  const bandPool = pool(bands, () => {
    const band = svg("rect", { class: "band", y: 0, height: HEIGHT, rx: 6 });
    const texts = ["title", "work", "more"].map((name) => svg("text", { class: name, "text-anchor": "middle" }));
    return { root: svg("g", {}, band, ...texts), band, texts };
  });
  const edgePool = pool(edges, () => svg("path", { class: "edge" })), nodePool = pool(nodes, makeNode);
  const items = new Map(); // element of a node → node, and back
  let run = null, view = null, focused = null, room = 0;

  const nodeOf = (event) => items.get(event.target.closest?.("[role=treeitem]"));
  drawing.addEventListener("pointerover", (event) => { const node = nodeOf(event); if (node) act.inspect(node); });
  drawing.addEventListener("pointerleave", () => act.inspect(focused));
  drawing.addEventListener("focusin", (event) => { focused = nodeOf(event); act.inspect(focused); rove(); });
  drawing.addEventListener("focusout", () => { focused = null; });
  drawing.addEventListener("click", (event) => { const node = nodeOf(event); if (node?.parent) act.force(node.path); });
  drawing.addEventListener("keydown", (event) => {
    const node = nodeOf(event);
    if (!node) return;
    if (event.key === "Escape") { act.force([]); return; }
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); if (node.parent) act.force(node.path); return; }
    const next = neighbour(run, node, event.key, view.shown);
    if (next) { event.preventDefault(); focus(next); }
  });

  function focus(node) {
    node.element.focus({ preventScroll: true });
    node.element.scrollIntoView({ block: "nearest", inline: "nearest" });
    bring(node);
  }

  function bring(node) {
    const from = node.x - GAP, to = node.x + node.width + GAP;
    if (from < scroll.scrollLeft) scroll.scrollLeft = from;
    else if (to > scroll.scrollLeft + scroll.clientWidth) scroll.scrollLeft = to - scroll.clientWidth;
  }

  function rove() { // one node can be reached by Tab; arrows do the rest
    const home = focused ?? view.inspected ?? run.root;
    for (const [element, node] of items) put(element, "tabindex", node === home ? "0" : "-1");
  }

  function draw(newRun, newView) {
    const had = document.activeElement?.closest?.("[role=treeitem]") && items.get(document.activeElement);
    const hadPath = had && nodes.contains(document.activeElement) ? had.path.join() : null;
    [run, view] = [newRun, newView];
    const width = layout(run, room);
    put(drawing, "width", width);
    put(drawing, "viewBox", `0 0 ${width} ${HEIGHT}`);
    drawBands();
    const all = [run.root, ...run.columns.flat()];
    const visible = all.filter((node) => node.t <= view.shown);
    const edgeShapes = edgePool(visible.length - 1), nodeShapes = nodePool(visible.length);
    items.clear();
    visible.forEach((node, i) => {
      node.element = nodeShapes[i].root;
      items.set(node.element, node);
      drawNode(nodeShapes[i], node);
      if (i) drawEdge(edgeShapes[i - 1], node);
    });
    drawTable();
    light();
    if (hadPath !== null) {
      const same = visible.find((node) => node.path.join() === hadPath) ?? run.root;
      focused = same;
      if (same.element !== document.activeElement) same.element.focus({ preventScroll: true });
    }
    rove();
  }

  function drawBands() {
    const made = bandPool(run.columns.length);
    run.columns.forEach((column, i) => {
      const { root: group, band, texts: [title, work, more] } = made[i];
      const x = left(i + 1, run.gap), middle = x + NODE.width / 2, { open, size } = run.work[i];
      put(group, "class", i + 1 > view.shown ? "later" : i + 1 === view.shown ? "current" : "");
      put(band, "x", x - 12); put(band, "width", NODE.width + 24);
      for (const [text, y] of [[title, 16], [work, 32], [more, HEIGHT - 7]]) { put(text, "x", middle); put(text, "y", y); }
      write(title, fill(words.column, { step: i + 1 }));
      write(work, `${open} · ${size} = ${(open * size).toLocaleString("en")}`);
      const rest = open * size - column.length;
      write(more, i < view.shown && rest > 0 ? fill(words.more, { count: rest.toLocaleString("en") }) : "");
    });
  }

  const ended = () => view.shown >= run.columns.length;

  function statusOf(node) {
    return [
      !node.parent ? "root" : node.kept ? "kept" : "pruned", node.finished && "finished", node.forced && "forced",
      node.won && ended() && "won", node.true && view.truth && "true",
    ].filter(Boolean).join(" ");
  }

  function drawNode({ root: group, shape, inner, truth, star, parts }, node) {
    put(group, "aria-level", node.t + 1);
    put(shape, "d", outline(node));
    const doubled = node.finished;
    reveal(inner, doubled);
    if (doubled) put(inner, "d", outline(node, 3));
    const written = new Map(labels(node, textsOf(node)).map((label) => [label.kind, label]));
    // Its name is what one sees, left before right, for either half may be out of sight
    put(group, "aria-label", Object.keys(parts).map((kind) => written.get(kind)?.text).filter(Boolean).join(" "));
    put(group, "aria-description", describe(node));
    for (const [kind, text] of Object.entries(parts)) {
      const label = written.get(kind);
      reveal(text, Boolean(label));
      if (!label) continue;
      put(text, "x", label.x); put(text, "y", label.y); put(text, "text-anchor", label.anchor); put(text, "font-size", label.size);
      write(text, label.text);
    }
    const isTrue = node.true && view.truth && node.parent, isBest = node === run.winner && ended();
    reveal(truth, Boolean(isTrue));
    reveal(star, isBest);
    if (isTrue) put(truth, "transform", `translate(${node.x} ${node.y - node.height / 2})`);
    if (isBest) put(star, "transform", `translate(${node.x + node.width} ${node.y - node.height / 2}) scale(1.35)`);
  }

  function textsOf(node) {
    if (!node.parent) return { token: "<bos>" };
    return {
      token: view.tokens[node.token], total: show(node.total), step: show(node.logProb),
      note: node.finished ? fill(words.nodeScore, { score: show(node.score) })
        : fill(node.forced ? words.nodeForced : node.kept ? words.nodeKept : words.nodePruned, { rank: node.place }),
    };
  }

  function drawEdge(edge, node) {
    put(edge, "d", branch(node));
    node.edge = edge;
    put(edge, "stroke-width", (node.kept ? 1.2 + 5 * Math.exp(node.logProb) : 1).toFixed(2));
  }

  function describe(node) {
    if (!node.parent) return words.rootName;
    const name = fill(words.nodeName, { token: view.tokens[node.token], step: node.t, logProb: show(node.logProb), total: show(node.total) });
    return name + words.space + act.status(run, node, view);
  }

  function drawTable() {
    const rows = run.finished.filter((node) => node.t <= view.shown);
    body.replaceChildren(...rows.map((node, i) => {
      const divisor = html("td", {}, ...power(formula(node.t, view.alpha, view.form)), ` = ${show(penalty(node.t, view.alpha, view.form))}`);
      const text = node.path.map((token) => view.tokens[token]).join(" ");
      return html("tr", { class: node.won && ended() ? "won" : "" },
        html("td", {}, `${i === 0 && ended() ? "★ " : ""}${i + 1}`), html("td", { class: "sentence", title: text }, text + (node.cut ? words.space + words.cut : "")),
        html("td", {}, show(node.total)), html("td", {}, `${node.t}`), divisor,
        html("td", {}, html("span", { class: "division" }, `${show(node.total)} ÷ ${show(penalty(node.t, view.alpha, view.form))} = `), html("b", {}, show(node.score, 3))));
    }));
    if (!rows.length) body.append(html("tr", {}, html("td", { class: "sentence", colspan: "6" }, words.noneYet)));
    write(head, fill(words.paneHead, { k: view.k }));
    put(drawing, "aria-label", fill(words.tree, { k: view.k }));
    write(counter, fill(words.counter, counted(run, view.shown, view)));
  }

  /** Say what each node is, and light up the path to the inspected one. */
  function light() {
    const lit = new Set();
    for (let node = view.inspected; node; node = node.parent) lit.add(node);
    for (const [element, node] of items) {
      const kinds = statusOf(node) + (lit.has(node) ? " lit" : "");
      put(element, "class", `node ${kinds}`);
      if (node.edge) put(node.edge, "class", `edge ${kinds}`);
    }
  }

  return {
    root, scroll, draw,
    measure() { room = scroll.clientWidth; },
    inspect(node) { view.inspected = node; light(); },
    follow() { // bring what has the focus, or the current step, into sight
      if (focused) { bring(focused); return; }
      const x = left(Math.max(1, view.shown), run.gap) + NODE.width + GAP;
      const start = view.shown ? Math.max(0, x - scroll.clientWidth) : 0;
      scroll.scrollLeft = ended() && run.winner ? Math.min(start, run.winner.x - GAP) : start;
    },
  };
}
