// The attention explorer. What is shown (attention, layer, head, row, column, step) and what
// is changed (by attention: temperature, muted heads, pinned rows; for all: masks, beam
// width) lives here.

const KINDS = ["cross", "encoder", "decoder", "self"];
const WAIT = 120; // ms of rest before the kernel is asked to decode again
const WIDEST = 10; // beam

function render({ model, el }) {
  const words = model.get("words"), ask = model.get("ask");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("attention");
  let maps = [], arrays = [], changes = {}, at = { kind: "", layer: 0, head: 0, row: 0, column: 0 };
  let source = { example: 0 }, { masks, width } = settingsOf({});
  let step = 0; // the word being written; 0 shows the whole sentence
  let asked = null, waiting = false, timer = null, views = null, before = null, shown = "", painted = "", room = 0, reserved = null;
  let told = model.get("answer"); // the last answer that was no complaint

  // --- what is on the screen
  const keyOf = ({ kind, layer }) => `${kind} ${layer}`;
  const index = () => maps.findIndex((map) => map.kind === at.kind && map.layer === at.layer);
  const map = () => maps[index()];
  const change = () => (changes[keyOf(at)] ??= untouched());
  const weightsOf = (row, head = at.head) => changedRow(arrays[index()], map(), head, row, change());

  // --- controls
  const sentences = html("div", { class: "controls" });
  ui.root.prepend(html("p", { class: "try" }, ask ? words.try : words.trySelf), ...(ask ? [sentences] : []));
  const choice = html("select", { change: () => (choice.value === "own" ? own.focus() : newSentence({ example: +choice.value })) },
    ...model.get("examples").map((text, i) => html("option", { value: `${i}` }, text)), html("option", { value: "own" }, words.own));
  sentences.append(html("label", {}, words.sentence, choice));
  const own = sentenceBox({ controls: sentences }, { label: words.own, placeholder: words.placeholder, go: words.translate, read: (text) => newSentence({ text }) });
  const complaint = html("p", { class: "complaint", role: "alert" });
  if (ask) sentences.after(complaint);
  const pickers = html("span", { class: "pickers" });
  ui.controls.append(pickers);
  const heat10 = slider(ui, { label: words.temperature, min: -10, max: 10, value: 0, show: (v) => temperatureOf(v).toFixed(2),
    input: (v) => { change().temperature = temperatureOf(v); draw(); again(); } });
  const beam = ask ? slider(ui, { label: words.width, min: 1, max: WIDEST, value: 1, input: (k) => { width = k; draw(); again(); } }) : null;
  const box = (name, checked) => checkbox(ui, { label: words[name], checked, input: (on) => { masks[name] = on; again(); draw(); } });
  const boxes = ask ? { padded: box("padded", false), padding: box("padding", true) } : {};
  if (ask && model.get("causal")) boxes.causal = box("causal", true);
  const gold = ask ? checkbox(ui, { label: words.gold, input: () => draw() }) : null;
  const tools = html("div", { class: "controls" });
  const only = html("select", { "aria-label": words.only, change: () => (only.value === "" ? letGo() : pin(oneHot(+only.value))) });
  const tool = (label, click) => { const each = html("button", { type: "button", click }, label); tools.append(each); return each; };
  if (ask) tools.append(html("label", {}, words.only, only));
  if (ask) tool(words.spread, () => pin(even()));
  const release = ask ? tool(words.release, letGo) : null;
  const mute = ask ? tool(words.mute, () => { toggle(at.head); }) : null;
  const keep = ask ? tool(words.keep, () => { change().muted = heads().filter((head) => head !== at.head); draw(); again(); }) : null;
  tool(words.reset, reset);
  const steps = ask ? stepBar(words, walkTo) : null;
  ui.controls.after(tools, ...(ask ? [steps.root] : []));
  const text = html("div", { class: "texts" }), strip = html("div", {});
  const detail = html("p", { class: "detail" }, ask ? words.keysHint : words.keysLook), quality = html("p", { class: "quality" });
  ui.picture.before(...(ask ? [text] : []), strip);
  ui.said.after(...(ask ? [quality] : []), detail);

  function temperatureOf(position) { return 10 ** (position / 10); }
  const heads = () => Array.from({ length: map().heads }, (_, head) => head);
  const oneHot = (column) => map().columns.map((_, j) => +(j === column));
  const allowed = () => weightsOf(at.row).map((_, j) => (at.kind === "decoder" && masks.causal ? +(j <= at.row) : 1));
  const even = () => { const open = allowed(), sum = open.reduce((a, b) => a + b, 0); return Array.from(open, (w) => w / sum); };

  // --- acts of the reader
  const walks = () => step > 0 && at.kind !== "encoder"; // then the row is that of the word being written
  const follow = () => { if (walks()) at.row = step - 1; };
  function walkTo(next) { step = next; follow(); draw(); }
  function over(row, column = at.column) { at.column = column; if (!walks()) at.row = row; draw(); }
  function visit(row, column = at.column) {
    if (walks()) step = row + 1;
    Object.assign(at, { row, column });
    draw();
  }
  function pin(weights) {
    if (!ask) return;
    change().muted = change().muted.filter((head) => head !== at.head);
    change().pins = change().pins.filter(([head, row]) => head !== at.head || row !== at.row);
    change().pins.push([at.head, at.row, Array.from(weights)]);
    draw(); again();
  }
  function letGo() {
    change().pins = change().pins.filter(([head, row]) => head !== at.head || row !== at.row);
    draw(); again();
  }
  function toggle(head) {
    const muted = change().muted;
    change().muted = muted.includes(head) ? muted.filter((each) => each !== head) : [...muted, head];
    draw(); again();
  }
  function reset() {
    ({ masks, width, changes } = settingsOf({}));
    for (const [name, field] of Object.entries(boxes)) field.checked = masks[name];
    if (gold) gold.checked = false;
    step = 0;
    if (ask) beam.value = width;
    at.row = 0; at.column = 0; // the layer and head that one looks at stay
    draw(); again(0);
  }
  /** Room for this sentence and a few words more; while it stays, the room never shrinks. */
  function reserve() {
    const longest = Math.max(...maps.map(({ rows, columns }) => Math.max(rows.length, columns.length))) + (ask ? 2 : 0);
    room = Math.max(reserved && sameSentence(reserved, told) ? room : 0, Math.min(680, TOP + ROW * longest + 30));
    reserved = told;
    ui.picture.style.setProperty("--tall", `${room}px`);
  }
  function newSentence(next) {
    before ??= { source, changes }; // to go back to, if the model cannot read this one
    // pinned rows were rows of another sentence
    changes = Object.fromEntries(Object.entries(changes).map(([key, each]) => [key, { ...each, pins: [] }]));
    source = next;
    again(0);
  }
  function press(event) {
    const moves = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
    const move = moves[event.key], key = fold(event.key); // ＋ and − are keys too
    if (move) {
      const within = (i, count) => Math.min(count - 1, Math.max(0, i));
      visit(within(at.row + move[0], map().rows.length), within(at.column + move[1], map().columns.length));
      views.heat.follow();
    } else if (ask && event.key === "Enter") pin(oneHot(at.column));
    else if (ask && (key === "+" || key === "-")) pin(nudge(weightsOf(at.row), at.column, key === "+" ? 0.1 : -0.1));
    else if (ask && event.key === "Backspace") letGo();
    else return;
    event.preventDefault();
  }

  // --- the kernel
  function again(wait = WAIT) {
    if (!ask) return;
    clearTimeout(timer);
    timer = setTimeout(send, wait);
  }
  function send() {
    timer = null;
    asked = newId();
    waiting = true;
    model.set("request", question(asked, source, masks, width, changes));
    model.save_changes();
    ui.picture.dataset.asked = asked;
    answerAwaited.begin();
  }
  function arrived() {
    const answer = model.get("answer"), mine = answer.id === asked;
    if (waiting && !mine) return; // an older question's, or another view's: ours is on its way
    waiting = false;
    answerAwaited.end();
    complaint.textContent = mine ? answer.complaint ?? "" : "";
    if (!answer.complaint) {
      if (!sameSentence(answer, told)) { step = 0; Object.assign(at, { row: 0, column: 0 }); }
      told = answer;
      if (!mine) adopt();
      load();
    } else if (mine && before) ({ source, changes } = before);
    before = null;
    nameSentence();
    ui.picture.dataset.answered = answer.id;
  }
  /** Set everything as it was for the answer that is there: after a reload, or by another view. */
  function adopt() {
    const request = model.get("request"), known = request.id !== undefined && request.id === told.id;
    ({ masks, width, changes } = settingsOf(known ? request : {}));
    for (const [name, field] of Object.entries(boxes)) field.checked = masks[name];
    if (beam) beam.value = width;
  }
  /** The list shows the sentence of the picture. */
  function nameSentence() {
    if (!ask) return;
    source = sourceOf(told, model.get("examples"));
    choice.value = "example" in source ? `${source.example}` : "own";
    if ("text" in source) echo(own, source.text);
  }

  // --- drawing
  function load() {
    maps = model.get("maps");
    arrays = cut(floats(model.get("weights")), maps);
    painted = "";
    reserve();
    if (index() < 0) Object.assign(at, { kind: KINDS.find((kind) => maps.some((each) => each.kind === kind)), layer: 0, head: 0 });
    step = ask ? Math.min(step, told.wrote.length) : 0;
    follow();
    at.row = Math.min(at.row, map().rows.length - 1);
    at.column = Math.min(at.column, map().columns.length - 1);
    build();
  }
  function build() {
    const tokens = JSON.stringify(map());
    if (tokens === shown) return draw(); // the same words: nothing to make anew
    shown = tokens;
    painted = "";
    drawPickers();
    const label = { rows: { cross: words.writes, decoder: words.last }[at.kind] ?? words.reads, columns: words.keys, queries: words.queries, keys: words.keysShort };
    label.hint = fill(words.axes, { rows: words.reads, columns: words.keys, hint: ask ? words.keysHint : words.keysLook });
    const focused = views?.heat.root === document.activeElement;
    const small = views?.small?.buttons.indexOf(document.activeElement) ?? -1;
    const click = (row, column) => { visit(row, column); views.heat.root.focus(); };
    const shape = map();
    views = { lines: linesView(shape, label, { over, pick: visit }), heat: heatView(shape, label, { over, pick: click, press }) };
    views.small = shape.heads > 1 ? smallView(shape.heads, words, (head) => { at.head = head; draw(); drawPickers(); }) : null;
    ui.picture.replaceChildren(views.lines.root, html("div", { class: "scroll" }, views.heat.root));
    strip.replaceChildren(...(views.small ? [views.small.root] : []));
    only.replaceChildren(html("option", { value: "" }, words.choose), ...shape.columns.map((token, j) => html("option", { value: `${j}` }, `${j + 1} ${token}`)));
    if (focused) views.heat.root.focus();
    if (small >= 0) views.small?.buttons[small]?.focus();
    draw();
  }
  function drawPickers() {
    const kinds = KINDS.filter((kind) => maps.some((each) => each.kind === kind));
    const layers = maps.filter((each) => each.kind === at.kind).map((each) => each.layer);
    const made = [];
    const list = (label, options, value, input) => {
      const field = html("select", { change: () => input(field.value) }, ...options.map(([name, text]) => html("option", { value: `${name}` }, text)));
      field.value = `${value}`;
      made.push(html("label", {}, label, field));
    };
    if (kinds.length > 1) list(words.kind, kinds.map((kind) => [kind, words[kind]]), at.kind, (kind) => { Object.assign(at, { kind, layer: 0, head: 0, row: 0, column: 0 }); follow(); build(); });
    if (layers.length > 1) list(words.layer, layers.map((layer) => [layer, `${layer + 1}`]), at.layer, (layer) => { at.layer = +layer; build(); });
    if (map().heads > 1) list(words.head, heads().map((head) => [head, `${head + 1}`]), at.head, (head) => { at.head = +head; draw(); });
    const active = [...pickers.querySelectorAll("select")].indexOf(document.activeElement);
    pickers.replaceChildren(...made);
    if (active >= 0) pickers.querySelectorAll("select")[active]?.focus();
  }
  function draw() {
    const answer = told, shape = map(), weights = weightsOf(at.row);
    heat10.value = Math.round(10 * Math.log10(change().temperature));
    const exact = at.kind === "cross" && answer.reference?.length > 0 && answer.reference.join(" ") === answer.wrote.slice(0, -1).join(" ");
    const frames = gold?.checked && exact ? answer.gold : [];
    const mine = pinsOf(), state = JSON.stringify([at.kind, at.layer, at.head, change(), frames.length, step]), later = unwritten(shape, step);
    views.lines.draw(at.row, weights, later);
    views.heat.draw(at.row, at.column, later);
    if (state !== painted) { // moving about changes no colour
      views.heat.paint((row) => weightsOf(row), frames, mine.map(([, row]) => row));
      views.small?.draw(shape, (head, row) => weightsOf(row, head), at.head, change().muted, later.rows);
      painted = state;
    }
    if (ask) { const own = mine.find(([, row]) => row === at.row); only.value = own ? `${own[2].indexOf(1)}` : ""; if (only.selectedIndex < 0) only.value = ""; }
    if (ask) { boxes.padding.disabled = !masks.padded; release.disabled = !pinned(); mute.textContent = change().muted.includes(at.head) ? words.unmute : words.mute; keep.disabled = shape.heads === 1; steps.draw(step, answer); drawTexts(answer); }
    quality.textContent = gold?.checked ? (exact ? fill(words.aer, { rate: rate(answer, shape).toFixed(2) }) : words.nogold) : "";
    tell(weights);
    Object.assign(ui.picture.dataset, { kind: at.kind, layer: at.layer, head: at.head, row: at.row, column: at.column, step, width, temperature: change().temperature.toFixed(2),
      muted: change().muted.join(","), pins: change().pins.length, sentence: (answer.src ?? []).join(" "), wrote: (answer.wrote ?? []).join(" ") });
  }
  const pinsOf = () => change().pins.filter(([head]) => head === at.head);
  const pinned = () => pinsOf().some(([, row]) => row === at.row);
  function rate(answer, shape) {
    return errorRate(links(shape.rows.slice(0, -1).map((_, row) => weightsOf(row))), answer.gold);
  }
  const changed = () => changesInWords(changes, { masks, width }, words);
  function drawTexts(answer) {
    const { ours, theirs, count } = differences(answer.wrote, answer.plain);
    const score = (value) => html("span", { class: "score" }, width > 1 ? fill(words.score, { value: value.toPrecision(2).replace("-", "−") }) : "");
    text.replaceChildren(
      textLine(words.translation, ...sentence(answer.wrote, ours, step), score(answer.score)),
      textLine(words.untouched, ...(count ? sentence(answer.plain, theirs) : [words.same, " "]), score(answer.plainScore)),
      textLine(words.changes, changed().join(words.semicolon) || words.none));
    ui.picture.dataset.changed = count;
  }
  function tell(weights) {
    const shape = map(), answer = told;
    const parts = [rowInWords(weights, shape, at.row, words), fill(words.cell, { key: shape.columns[at.column], weight: weights[at.column].toFixed(2) })];
    if (pinned()) parts.push(words.pinned);
    if (ask) {
      if (masks.padded) parts.push(fill(words.onPads, { weight: onPads(shape.columns, weights).toFixed(2) }));
      if (step || at.kind !== "encoder") parts.push(wordInWords(answer, step ? step - 1 : at.row, changed().length > 0, words));
      const { count } = differences(answer.wrote, answer.plain);
      if (count) parts.push(fill(words.changed, { count, all: Math.max(answer.wrote.length, answer.plain.length) }));
    }
    ui.say(parts.join(words.space));
  }

  const answerAwaited = patience(ui, model, (state) => { complaint.textContent = words[state]; }, () => { waiting = false; });
  ui.listen("change:answer", arrived);
  if (ask) adopt();
  nameSentence();
  load();
  if ((asked = unanswered(model)) !== null) { waiting = true; answerAwaited.begin(); }
  return () => { clearTimeout(timer); ui.close(); };
}

export default { render };
