// The map of the Transformer: which step of the walk is shown lives here; a new sentence and
// a written word are asked of the kernel.

const END = "<eos>";

/** The place after a move, kept between the first step and the last. */
export const moved = (at, step, count) => Math.max(0, Math.min(count - 1, at + step));

/** The step that shows a block, in the given layer where it stands in several. */
export function stepOf(steps, block, layer) {
  const places = steps.flatMap((step, i) => (step.block === block ? [i] : []));
  return places.find((i) => steps[i].layer === layer) ?? places.at(-1);
}

/** How far a key walks on the map; null for other keys. */
export function strideOf(key, count) {
  return { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1, Home: -count, End: count }[key] ?? null;
}

function render({ model, el }) {
  const words = model.get("words"), blocks = Object.fromEntries(model.get("blocks").map((each) => [each.key, each]));
  const layers = model.get("layers"), sources = model.get("sources"), tgtTokens = model.get("tgt_tokens");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("map");
  let answer, tensors, at = model.get("at"), finished = false, layer = 0;
  let asked = null, waiting = false, then = null;

  // --- controls: the sentence above, the walk below
  const examples = model.get("examples");
  const bar = { controls: html("div", { class: "controls" }) };
  const choice = select(bar, { label: words.sentence, value: 0, input: (i) => (i === "own" ? own.focus() : newSentence(examples[i])),
    options: [...examples.map((text, i) => [i, text]), ["own", words.own]] });
  const own = sentenceBox(bar, { label: words.own, placeholder: words.placeholder, go: words.read, read: newSentence });
  const complaint = html("p", { class: "complaint", role: "status" }), texts = html("div", { class: "texts" });
  ui.root.prepend(html("p", { class: "try" }, words.try), bar.controls, complaint, texts);
  const back = button(ui, { label: words.back, click: () => go(at - 1) });
  const next = button(ui, { label: words.next, click: () => go(at + 1) });
  const chosenLayer = select(ui, { label: words.layer, value: 1, input: (value) => { layer = value - 1; go(stepOf(answer.steps, here().block, layer)); },
    options: Array.from({ length: Math.max(...layers) }, (_, i) => [i + 1, i + 1]) });
  const writeBest = button(ui, { label: "", click: () => write(answer.likely[0][0]) });
  const restart = button(ui, { label: words.restart, click: () => ask(sentence(), [], 0) });

  // --- the map, and beside it what flows
  const drawing = mapView(model.get("blocks"), layers, words, { choose: (key) => go(stepOf(answer.steps, key, layer)), press });
  const title = html("p", { class: "title" }), count = html("span", { class: "count" }), about = html("p", { class: "about", "aria-live": "polite" }), readout = html("p", { class: "readout", role: "status" });
  const flows = html("div", { class: "flows" }), code = html("pre"), lid = html("details", {}, html("summary", {}, words.code), code);
  const panel = html("div", { class: "panel", tabindex: "0", role: "group", "aria-label": words.panel }, flows, lid);
  ui.picture.append(drawing.root, html("div", { class: "detail" }, html("div", { class: "head" }, title, count), about, readout, panel));
  ui.picture.style.setProperty("--tall", `${drawing.height}px`);
  const known = model.get("src_tokens").slice(4); // behind the special tokens
  ui.root.append(html("details", {}, html("summary", {}, told(words.known, { count: known.length })), html("p", { class: "known", tabindex: 0 }, [...known].sort().join(" · "))));

  const here = () => answer.steps[at];
  const sentence = () => answer.src.slice(0, -1).join(" ");
  const enable = (field, on) => field.setAttribute("aria-disabled", `${!on}`); // keeps the focus

  function go(place, scrolls = true) {
    at = moved(place, 0, answer.steps.length);
    draw(scrolls);
  }

  function press(event) {
    const stride = strideOf(event.key, answer.steps.length);
    if (stride !== null) {
      go(at + stride);
      drawing.focus(here().block);
    } else if (event.key === "Enter" || event.key === " ") go(stepOf(answer.steps, event.currentTarget.dataset.block, layer));
    else return;
    event.preventDefault();
  }

  // --- the kernel
  function newSentence(text) {
    ask(text, [], at);
  }

  function write(word) {
    if (waiting || finished) return;
    const again = here().block === "target.softmax"; // the walk goes on with the longer target
    if (again) (word === END ? restart : next).focus(); // the buttons in the panel will go
    if (word === END) { // nothing to compute: the decoder never reads it
      finished = true;
      draw(false);
      return;
    }
    ask(sentence(), [...answer.tgt.slice(1), word], again ? stepOf(answer.steps, "target.tokens") : at);
  }

  function ask(text, written, place) {
    asked = newId();
    waiting = true;
    then = place;
    model.set("request", { id: asked, text, written });
    model.save_changes();
    answerAwaited.begin();
  }

  function arrived() {
    const fresh = model.get("answer");
    if (waiting && fresh.id !== asked) return; // an older question's, or another view's: ours is on its way
    answerAwaited.end();
    waiting = false;
    complaint.textContent = fresh.id === asked ? fresh.complaint ?? "" : "";
    ui.picture.dataset.answered = fresh.id;
    if (!fresh.complaint) load(then ?? at);
    then = null;
  }

  // --- drawing
  function load(place) {
    answer = model.get("answer");
    tensors = cutTensors(floats(model.get("numbers")), answer.tensors);
    finished = false;
    const example = examples.indexOf(sentence());
    choice.value = example < 0 ? "own" : example;
    if (example < 0) echo(own, sentence());
    go(place, place !== at);
  }

  function draw(scrolls = true) {
    const step = here(), block = blocks[step.block], where = step.layer === null ? "" : { layer: step.layer + 1, all: layers[step.block.startsWith("source") ? 0 : 1] };
    layer = step.layer ?? layer;
    chosenLayer.value = layer + 1;
    chosenLayer.disabled = step.layer === null;
    enable(back, at > 0);
    enable(next, at < answer.steps.length - 1);
    drawTexts();
    const [word, prob] = answer.likely[0];
    drawing.draw({ key: block.key, layer: step.layer, likely: finished ? words.done : told(words.nextWord, { word, prob: prob.toFixed(2) }) });
    title.textContent = block.name + (where && told(words.inLayer, where));
    count.textContent = told(words.step, { number: at + 1, all: answer.steps.length });
    about.textContent = block.about;
    drawFlows(step, block, scrolls);
    Object.assign(ui.picture.dataset, { state: at, block: block.key, layer: where && where.layer, sentence: sentence(),
      written: answer.tgt.slice(1).join(" "), next: finished ? "" : word });
    ui.say(inWords(step, block, where));
    ui.save("at", at);
  }

  function drawTexts() {
    const line = (label, tokens, ...more) => html("p", {}, html("span", { class: "label" }, label), tokens.join(" "), ...more);
    const written = answer.tgt.slice(1), end = finished ? html("b", {}, ` ${END} · ${words.done}`) : "";
    texts.replaceChildren(line(words.sourceLine, answer.src), line(words.targetLine, written.length || finished ? written : [words.nothing], end));
    writeBest.textContent = told(words.write, { word: finished ? "—" : answer.likely[0][0] });
    writeBest.classList.toggle("ready", here().block === "target.softmax");
    enable(writeBest, !finished);
  }

  function drawFlows(step, block, scrolls = true) {
    const open = flows.querySelector("details")?.open ?? false, read = (text) => { readout.textContent = text ?? words.hint; };
    flows.replaceChildren(...stepView(step, block, { answer, tensors, tgtTokens }, words, { room: (panel.clientWidth || 430) - 12, write, read }));
    for (const each of flows.querySelectorAll("details")) each.open = open;
    read(null);
    code.textContent = block.source.map((i) => sources[i]).join("\n\n\n");
    lid.hidden = !block.source.length;
    if (scrolls) panel.scrollTop = 0;
  }

  /** The step in words, for those who cannot see it. */
  function inWords(step, block, where) {
    const parts = [told(words.said, { name: block.name, where: where && told(words.inLayer, where) })];
    if ("out" in step.flows) parts.push(told(words.outSaid, { out: shapeInWords(tensors[step.flows.out], words) }));
    if ("weights" in step.flows) {
      const weights = tensors[step.flows.weights], keys = weights.columns === "source" ? answer.src : answer.tgt, queries = weights.rows === "source" ? answer.src : answer.tgt;
      const list = mostSeen(weights).map(([key, weight], head) => told(words.headSaid, { head: head + 1, key: keys[key], weight: weight.toFixed(2) }));
      parts.push(told(words.lookSaid, { query: queries.at(-1), list: list.join(words.comma) }));
    }
    const [word, prob] = answer.likely[0];
    if (finished) parts.push(words.doneSaid);
    else if (block.kind === "softmax") parts.push(told(words.nextSaid, { word, prob: prob.toFixed(2) }));
    return parts.join(words.space);
  }

  const answerAwaited = patience(ui, model, (state) => { complaint.textContent = words[state]; }, () => { waiting = false; });
  ui.listen("change:answer", arrived);
  load(at);
  if ((asked = unanswered(model)) !== null) { waiting = true; answerAwaited.begin(); }
  const watch = new ResizeObserver(() => drawFlows(here(), blocks[here().block], false));
  watch.observe(panel);
  return () => { watch.disconnect(); ui.close(); };
}

export default { render };
