// Ids of the special tokens, as in course_utils.data.
const BOS = 1, EOS = 2, WORDS = 4; // words come after the special tokens

/** Cut one row of numbers into arrays by name; `sizes` lists [name, how many] in order. */
export function unpack(numbers, sizes) {
  let start = 0;
  return Object.fromEntries(sizes.map(([name, size]) => [name, numbers.subarray(start, (start += size))]));
}

/** weight · x + bias; the rows of `weight` lie one behind the other. */
export function linear(weight, bias, x) {
  return bias.map((number, row) => {
    let sum = number;
    for (let j = 0; j < x.length; j++) sum += weight[row * x.length + j] * x[j];
    return sum;
  });
}

/** One step of the encoder's or the decoder's GRU: the state after reading a token. */
export function gruStep(weights, side, token, hidden) {
  const size = hidden.length, gru = (name) => weights[`${side}.gru.${name}_l0`];
  const embedding = weights[`${side}.embedding.weight`];
  const width = gru("weight_ih").length / (3 * size);
  const x = linear(gru("weight_ih"), gru("bias_ih"), embedding.subarray(token * width, (token + 1) * width));
  const h = linear(gru("weight_hh"), gru("bias_hh"), hidden);
  const sigmoid = (number) => 1 / (1 + Math.exp(-number));
  return hidden.map((old, i) => {
    const reset = sigmoid(x[i] + h[i]), update = sigmoid(x[size + i] + h[size + i]);
    const candidate = Math.tanh(x[2 * size + i] + reset * h[2 * size + i]);
    return (1 - update) * candidate + update * old;
  });
}

/** The encoder's state after each source token; the last one is handed over. */
export function encode(weights, src) {
  let hidden = new Float32Array(weights["encoder.gru.bias_hh_l0"].length / 3);
  return src.map((token) => (hidden = gruStep(weights, "encoder", token, hidden)));
}

/** The k most probable tokens as [token, probability]; of equals the smaller id first. */
export function best(probs, k) {
  const order = Array.from(probs.keys()).sort((a, b) => probs[b] - probs[a] || a - b);
  return order.slice(0, k).map((token) => [token, probs[token]]);
}

/**
 * Run the decoder; each step holds what it read, its state, its best tokens and the one it wrote.
 * With a `target` (ending with <eos>) it reads that: teacher forcing. Without, its own output.
 * `lie` = { at, token } makes step `at` read another token.
 */
export function decode(weights, state, { target = null, lie = null, longest = 40 } = {}) {
  const steps = [], last = target ? target.length : longest;
  for (let t = 0; t < last; t++) {
    let read = t === 0 ? BOS : target ? target[t - 1] : steps[t - 1].wrote;
    if (lie?.at === t) read = lie.token;
    else if (!target && read === EOS) break;
    state = gruStep(weights, "decoder", read, state);
    const logits = linear(weights["decoder.output_proj.weight"], weights["decoder.output_proj.bias"], state);
    const top = best(softmax(logits, logits.length), 5);
    steps.push({ read, state, top, wrote: top[0][0] });
  }
  return steps;
}

/** For each step: does it write another token than the same step of the other run? */
export function changed(steps, others) {
  return steps.map((step, t) => step.wrote !== others[t]?.wrote);
}

/** How many tokens of a run differ from the other run, missing ones included. */
export function damage(steps, others) {
  return changed(steps, others).filter(Boolean).length + Math.max(0, others.length - steps.length);
}

/** The lie that spreads most in a free run while teacher forcing keeps it small; null if none spreads. */
export function worstLie(weights, state, target) {
  const free = decode(weights, state), forced = decode(weights, state, { target });
  let found = null, most = 0;
  for (let at = 1; at < Math.min(free.length, target.length); at++) {
    for (const [token] of free[at - 1].top.slice(1, 3)) {
      if (token < WORDS) continue;
      const lie = { at, token };
      const spread = damage(decode(weights, state, { lie }), free);
      if (spread <= most) continue;
      const contrast = spread - 2 * damage(decode(weights, state, { lie, target }), forced);
      if (contrast > most) [found, most] = [lie, contrast];
    }
  }
  return found;
}

/** Put values into a text with {names}. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

const CONTRACTIONS = [
  [/\bcan't\b|\bcannot\b/g, "can not"], [/\bwon't\b/g, "will not"], [/n't\b/g, " not"], [/'m\b/g, " am"], [/'re\b/g, " are"],
  [/\b(he|she|it|that|who|what|where|when|why)'s\b/g, "$1 is"],
];
const W = "[\\p{L}\\p{N}_]"; // Python's \w
const TOKEN = new RegExp(`'s(?!${W})|${W}+(?:[-']${W}+)*?(?='s(?!${W}))|${W}+(?:[-']${W}+)*|[^\\s\\p{L}\\p{N}_]`, "gu");

/** Split an English sentence as course_utils.data.tokenise does. */
export function tokenise(text) {
  text = fold(text).toLowerCase();
  for (const [short, long] of CONTRACTIONS) text = text.replace(short, long);
  return text.match(TOKEN) ?? [];
}

/** The same, with the full stop that people forget. */
export function sentenceOf(text) {
  const tokens = tokenise(text);
  return /^[.?!]?$/.test(tokens.at(-1) ?? "") ? tokens : [...tokens, "."];
}

/** Paint a state as a column of colours, one pixel a hidden unit. */
function paint(canvas, values, order) {
  const context = canvas.getContext("2d");
  canvas.height = order.length; // also wipes what was there
  if (!values) return;
  const image = context.createImageData(1, order.length);
  order.forEach((unit, row) => image.data.set([...signed(values[unit]), 255], 4 * row));
  context.putImageData(image, 0, 0);
}

/** A strip of columns with named rows; it makes columns as they are needed and keeps them. */
function strip(label, rows, pick) {
  const names = html("div", { class: "names", "aria-hidden": "true" },
    ...rows.map(([row, name]) => html("div", { class: row }, name)));
  const root = html("div", { class: "strip", role: "img", "aria-label": label, tabindex: "0" }, names);
  const columns = [];
  function column(t) {
    const cells = Object.fromEntries(rows.map(([row, , canvas]) =>
      [row, canvas ? html("canvas", { class: row, width: "1" }) : html("div", { class: row })]));
    const made = { root: html("div", { class: "column", click: () => pick(t) }, ...Object.values(cells)), ...cells };
    root.append(made.root);
    return made;
  }
  return {
    root,
    show(count) {
      while (columns.length < count) columns.push(column(columns.length));
      columns.forEach((each, t) => { each.root.hidden = t >= count; });
      return columns.slice(0, count);
    },
    follow(t) { // keep column t in sight without moving the page
      const box = columns[t]?.root;
      if (!box) return;
      const left = box.offsetLeft - names.offsetWidth, right = box.offsetLeft + box.offsetWidth;
      if (left < root.scrollLeft) root.scrollLeft = left - 8;
      else if (right > root.scrollLeft + root.clientWidth) root.scrollLeft = right - root.clientWidth + 8;
    },
  };
}

function render({ model, el }) {
  const words = model.get("words"), examples = model.get("examples");
  const srcTokens = model.get("src_tokens"), tgtTokens = model.get("tgt_tokens");
  const weights = unpack(floats(model.get("weights")), model.get("sizes"));
  const ui = frame(model, el, words.title);
  ui.root.classList.add("decoding");

  let sentence, target, encoded, order, clean, steps, advice;
  let forced = false, lie = null, shown = 0, player = null;

  // What to translate
  const chosen = select(ui, {
    label: words.sentence, value: 0, input: choose,
    options: [...examples.map((each, i) => [i, each.src.join(" ")]), ["own", words.own]],
  });
  const own = sentenceBox(ui, { label: words.own, placeholder: words.placeholder, go: words.read, read: readOwn });
  const complaint = html("p", { class: "complaint", role: "status" });

  // How to run
  const run = html("div", { class: "controls" }), bar = { controls: run };
  const name = `decoding-${Math.random().toString(36).slice(2)}`;
  const radio = (value, label) => {
    const field = html("input", { type: "radio", name, value, checked: value === "free" });
    field.addEventListener("change", () => setForced(value === "forced"));
    run.append(html("label", {}, field, label));
    return field;
  };
  const freeSwitch = radio("free", words.free), forcedSwitch = radio("forced", words.forced);
  const back = button(bar, { label: words.back, click: () => go(shown - 1) });
  const step = button(bar, { label: words.step, click: () => go(shown + 1) });
  const play = button(bar, { label: words.play, click: togglePlay });
  const cursor = slider(bar, { label: words.cursor, min: 0, max: 1, value: 0, show: (t) => `${t} / ${steps?.length ?? 0}`, input: go });
  button(bar, { label: words.reset, click: reset });

  // The picture
  const source = strip(words.encoder, [["reads", words.reads], ["state", words.state, true]], () => {});
  const written = strip(words.decoder, [
    ["reads", words.reads], ["state", words.state, true], ["writes", words.writes],
    ["target", words.target], ["clean", words.clean], ["delta", words.delta, true],
  ], (t) => go(t + 1));
  const scale = html("span", { class: "scale", "aria-hidden": "true" });
  scale.style.background = `linear-gradient(to right, ${[-1, -0.5, 0, 0.5, 1].map((v) => css(signed(v)))})`;
  const legend = html("p", { class: "legend" }, "−1 ", scale, " +1", html("span", {}, words.legend));
  ui.picture.append(complaint, html("div", { class: "head" }, words.encoder), source.root,
    html("div", { class: "head" }, words.decoder), run, written.root, legend);

  // What could come next, and the lie
  const top = Array.from({ length: 5 }, (_, i) => {
    const parts = [html("span", { class: "word" }), html("span", { class: "amount" }, html("span")), html("span", { class: "number" })];
    const root = html("button", { type: "button", click: () => tell(shown, steps[shown - 1].top[i][0]) }, ...parts);
    return { root, word: parts[0], bar: parts[1].firstChild, number: parts[2] };
  });
  const topTitle = html("div", { class: "head" });
  const where = html("select", { change: () => tell(where.value === "" ? null : +where.value, lie?.token) });
  const what = html("select", { change: () => tell(lie?.at ?? Math.min(shown, steps.length - 1), +what.value) });
  const truth = button({ controls: html("span") }, { label: words.truth, click: () => tell(null) });
  const hint = html("button", { type: "button", class: "hint", click: () => advice && tell(advice.at, advice.token) });
  const verdict = html("p", { class: "verdict" });
  ui.root.insertBefore(html("div", { class: "panels" },
    html("div", {}, topTitle, html("div", { class: "top" }, ...top.map((each) => each.root))),
    html("div", {}, html("div", { class: "head" }, words.lie),
      html("div", { class: "controls" },
        html("label", {}, words.where, where), html("label", {}, words.what, what), truth),
      hint, verdict)), ui.said);
  ui.root.append(html("p", { class: "try", hidden: examples.length < 2 }, words.try),
    html("details", {}, html("summary", {}, fill(words.known, { count: srcTokens.length - WORDS })),
      html("p", { class: "known", tabindex: 0 }, srcTokens.slice(WORDS).sort().join(" · "))));
  what.append(...tgtTokens.map((token, id) => [token, id])
    .sort(([a], [b]) => a.localeCompare(b, "fr")).map(([token, id]) => html("option", { value: `${id}` }, token)));

  const word = (id) => tgtTokens[id];
  const quote = (id) => fill(words.quote, { word: word(id) });

  function choose(value) {
    if (value === "own") { own.focus(); return; }
    load(examples[value].src, examples[value].tgt);
  }

  function readOwn(text) {
    const tokens = sentenceOf(text), unknown = tokens.filter((token) => !srcTokens.includes(token));
    complaint.textContent =
      !tokens.length ? words.empty
      : unknown.length ? fill(words.unknown, { words: [...new Set(unknown)].map((word) => (word.length > 40 ? `${word.slice(0, 39)}…` : word)).join(words.comma) })
      : tokens.length > 30 ? fill(words.long, { count: tokens.length }) : "";
    if (complaint.textContent) return; // the last picture stays
    chosen.value = "own";
    load(tokens, null);
  }

  function load(src, tgt) {
    sentence = src;
    target = tgt && [...tgt.map((token) => tgtTokens.indexOf(token)), EOS];
    complaint.textContent = "";
    forced &&= target !== null;
    lie = null;
    encoded = encode(weights, [...src.map((token) => srcTokens.indexOf(token)), EOS]);
    order = Array.from(encoded.at(-1).keys()).sort((a, b) => encoded.at(-1)[b] - encoded.at(-1)[a]);
    advice = model.get("suggest") && target && worstLie(weights, encoded.at(-1), target);
    again();
    go(Math.ceil(steps.length / 2));
  }

  function again() { // decode anew: with and without the lie
    const reading = { target: forced ? target : null };
    clean = decode(weights, encoded.at(-1), reading);
    steps = lie ? decode(weights, encoded.at(-1), { ...reading, lie }) : clean;
    shown = Math.min(shown, steps.length);
    cursor.field.max = steps.length;
    const options = steps.map((each, t) => [t, fill(words.position, { step: t + 1, word: word(t === lie?.at ? clean[t]?.read ?? EOS : each.read) })]);
    where.replaceChildren(html("option", { value: "" }, words.nowhere),
      ...options.map(([t, text]) => html("option", { value: `${t}` }, text)));
    where.value = lie ? lie.at : "";
    if (lie) what.value = lie.token;
  }

  function setForced(on) {
    const ended = shown === steps.length;
    forced = on;
    if (lie && forced && lie.at >= target.length) lie = null;
    again();
    go(ended ? steps.length : shown);
  }

  function tell(at, token) { // the lie; without a word the second best; tell(null) ends it
    lie = at === null ? null : { at, token: token ?? clean[Math.max(0, at - 1)].top[1][0] };
    again();
    go(steps.length);
  }

  function togglePlay() {
    if (player !== null) return stop();
    if (shown === steps.length) go(0);
    player = setInterval(() => { go(shown + 1, true); if (shown === steps.length) stop(); }, 700);
    play.textContent = words.pause;
  }

  function stop() {
    clearInterval(player);
    player = null;
    play.textContent = words.play;
  }

  function reset() {
    forced = false;
    freeSwitch.checked = true;
    chosen.value = 0;
    own.value = "";
    choose(0);
  }

  function go(t, playing = false) {
    if (!playing) stop();
    shown = Math.max(0, Math.min(steps.length, t));
    draw();
  }

  function draw() {
    drawSource();
    drawWritten();
    drawTop();
    drawSwitches();
    tellAll();
  }

  function drawSource() {
    source.show(encoded.length).forEach((column, t) => {
      column.reads.textContent = sentence[t] ?? "<eos>";
      column.root.classList.toggle("handed", t === encoded.length - 1);
      paint(column.state, encoded[t], order);
    });
  }

  function drawWritten() {
    const differs = changed(steps, clean), count = Math.max(steps.length, clean.length, target?.length ?? 0);
    written.show(count).forEach((column, t) => {
      const step = t < shown ? steps[t] : undefined, lied = lie !== null && lie.at === t;
      column.root.classList.toggle("current", t === shown - 1);
      column.root.classList.toggle("lied", lied);
      column.root.classList.toggle("differs", Boolean(step && lie && differs[t]));
      // Hidden words keep their room, so that the strip does not shake at every step
      column.reads.textContent = steps[t] ? (lied ? "⚡ " : "") + word(steps[t].read) : "";
      column.writes.textContent = steps[t] ? (lie && differs[t] ? "≠ " : "") + word(steps[t].wrote) : "";
      column.reads.style.visibility = column.writes.style.visibility = step ? "visible" : "hidden";
      column.target.textContent = target?.[t] === undefined ? "" : word(target[t]);
      column.clean.textContent = lie && clean[t] ? word(clean[t].wrote) : "";
      paint(column.state, step?.state, order);
      paint(column.delta, lie && step && clean[t] && step.state.map((x, i) => x - clean[t].state[i]), order);
    });
    written.follow(shown - 1);
  }

  function drawTop() {
    const step = steps[shown - 1], ended = forced && shown >= target.length;
    topTitle.textContent = step ? fill(words.top, { step: shown, next: shown + 1 }) : words.nothing;
    top.forEach((each, i) => {
      const [token, prob] = step?.top[i] ?? [null, 0];
      each.word.textContent = token === null ? "" : word(token);
      each.bar.style.width = `${100 * prob}%`;
      each.number.textContent = token === null ? "" : prob.toFixed(3);
      each.root.disabled = token === null || ended;
      each.root.classList.toggle("wrote", i === 0);
    });
  }

  function drawSwitches() {
    freeSwitch.checked = !forced;
    forcedSwitch.checked = forced;
    forcedSwitch.disabled = target === null;
    forcedSwitch.parentElement.title = target === null ? words.unforced : "";
    back.disabled = shown === 0;
    step.disabled = shown === steps.length;
    truth.disabled = lie === null;
    cursor.value = shown;
    hint.hidden = !advice;
    hint.textContent = advice ? fill(words.advice, { step: advice.at + 1, word: quote(advice.token) }) : "";
  }

  function tellAll() {
    const step = steps[shown - 1], mode = forced ? words.forced : words.free;
    const text = steps.filter((each, t) => t < shown && each.wrote !== EOS).map((each) => word(each.wrote)).join(" ");
    const lost = lie ? damage(steps, clean) : 0;
    verdict.textContent = lie === null
      ? target === null ? words.unforced : words.honest
      : fill(words.damage, { mode, step: lie.at + 1, word: quote(lie.token), count: lost, all: Math.max(steps.length, clean.length) - lie.at });
    ui.say(step
      ? fill(words.said, { step: shown, all: steps.length, mode, read: quote(step.read), wrote: quote(step.wrote), prob: step.top[0][1].toFixed(2), text })
      : words.before);
    const state = { sentence: sentence.join(" "), mode: forced ? "forced" : "free", shown, steps: steps.length, written: text, damage: lost,
      lie: lie ? `${lie.at}:${word(lie.token)}` : "" };
    Object.assign(ui.picture.dataset, state);
  }

  choose(0);
  requestAnimationFrame(() => written.follow(shown - 1)); // now that it has a width
  return () => { clearInterval(player); ui.close(); };
}

export default { render };
