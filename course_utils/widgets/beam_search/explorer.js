// The beam explorer: controls, what is being searched, and one or two trees.

const WIDEST = 10, PACE = 900; // milliseconds a step when it plays

function render({ model, el }) {
  const words = model.get("words"), tokens = model.get("tokens"), eos = model.get("eos_id"), first = model.get("settings");
  const given = model.get("table"), toy = Boolean(given.tokens), size = tokens.length, furthest = model.get("max_len");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("beam");

  let table = toy ? structuredClone(given) : null, all = {}, forced = [], reference = null, runs = [];
  let k, other, alpha, form, longest, compare, shown = 0, inspected = null, player = null;
  let views = [], errors = "", current = { example: 0 };

  const steps = () => Math.max(0, ...runs.map((run) => run.columns.length));
  const say = (path) => path.map((token) => tokens[token]).join(" ");
  const samePath = (a, b) => a.join() === b.join();

  // What is searched
  const source = html("div", { class: "controls" });
  const complaint = html("p", { class: "complaint", role: "status" });
  const chosen = toy ? null : select({ controls: source }, {
    label: words.sentence, value: 0, input: (value) => (value === "own" ? own.focus() : ask({ example: +value, forced: [] })),
    options: [...model.get("examples").map((text, i) => [i, text]), ["own", words.own]],
  });
  const own = sentenceBox({ controls: source }, { label: words.own, placeholder: words.placeholder, go: words.translate, read: (text) => ask({ text, forced: [] }) });
  if (!toy) ui.controls.before(source, complaint);

  // How it is searched
  const width = slider(ui, { label: words.width, min: 1, max: WIDEST, value: 1, input: (value) => { k = value; again(); } });
  const both = checkbox(ui, { label: words.compare, input: (value) => { compare = value; again(); } });
  const rival = slider(ui, { label: words.rival, min: 1, max: WIDEST, value: 1, input: (value) => { other = value; again(); } });
  rival.field.setAttribute("aria-label", words.rivalName);
  const exponent = slider(ui, { label: "α", min: 0, max: 2, step: 0.05, value: 0, show: (value) => value.toFixed(2), input: (value) => { alpha = value; again(); } });
  const kind = select(ui, { label: words.penalty, options: [["power", "L^α"], ["gnmt", "((5 + L) / 6)^α"]], value: "power", input: (value) => { form = value; again(); } });
  const limit = slider(ui, { label: words.longest, min: 1, max: furthest, value: furthest, input: (value) => { longest = value; again(); } });

  // Which step is shown
  const bar = { controls: html("div", { class: "controls" }) };
  const back = button(bar, { label: words.back, click: () => go(shown - 1) });
  const next = button(bar, { label: words.step, click: () => go(shown + 1) });
  const play = button(bar, { label: words.play, click: togglePlay });
  const cursor = slider(bar, { label: words.cursor, min: 0, max: 1, value: 0, show: (t) => `${t} / ${steps()}`, input: go });
  const truthBox = checkbox(bar, { label: toy ? words.truth : words.reference, input: () => again() });
  const release = button(bar, { label: words.release, click: () => force([]) });
  button(bar, { label: words.reset, click: reset });
  ui.controls.after(bar.controls);

  // The trees
  const act = { inspect, force: (path) => force(samePath(path, forced) ? [] : path), status };
  const panes = [treePanel(words, act), treePanel(words, act)];
  const trees = html("div", { class: "panes" }, ...panes.map((pane) => pane.root));
  let pulled = null; // two trees scroll as one
  panes.forEach((pane, i) => pane.scroll.addEventListener("scroll", () => {
    if (pulled === pane) { pulled = null; return; }
    const twin = panes[1 - i];
    if (compare && twin.scroll.scrollLeft !== pane.scroll.scrollLeft) { pulled = twin; twin.scroll.scrollLeft = pane.scroll.scrollLeft; }
  }));
  const detail = html("div", { class: "detail", tabindex: "0", role: "group", "aria-label": words.arithmetic }), judged = html("p", { class: "verdict" });
  ui.root.prepend(html("p", { class: "try" }, toy ? words.tryTable : words.tryModel));
  ui.picture.before(ui.said);
  ui.said.tabIndex = 0; // it may scroll
  ui.said.dataset.lmSuppressShortcuts = "true";
  ui.picture.append(legend(), trees);
  const judgement = [html("div", { class: "head" }, words.errors), judged];
  const below = html("div", { class: "below" }, html("div", {}, html("div", { class: "head" }, words.arithmetic), detail, ...(toy ? judgement : [])));
  ui.picture.append(below);
  const editor = toy ? tableEditor() : null;
  below.append(toy ? editor.root : html("div", {}, ...judgement));

  function legend() {
    const sample = (kinds, text) => {
      const node = { x: 6, y: 12, width: 34, height: 18, parent: {}, kept: kinds !== "pruned", forced: kinds === "forced", finished: kinds === "finished" || kinds === "won" };
      const drawing = svg("svg", { width: 52, height: 24, "aria-hidden": "true" }, svg("g", { class: `node ${node.kept ? "kept" : ""} ${kinds}` },
        svg("path", { class: "shape", d: outline(node) }), ...(node.finished ? [svg("path", { class: "inner", d: outline(node, 3) })] : []),
        ...(kinds === "won" ? [svg("path", { class: "star", d: STAR, transform: "translate(40 6) scale(.75)" })] : []),
        ...(kinds === "true" ? [svg("path", { class: "truth-mark", d: DIAMOND, transform: "translate(8 5) scale(.8)" })] : [])));
      return html("span", {}, drawing, text);
    };
    return html("div", { class: "legend" }, sample("kept", words.legendKept), sample("pruned", words.legendPruned), sample("finished", words.legendFinished),
      sample("forced", words.legendForced), sample("won", words.legendWon), sample("true", toy ? words.legendTrue : words.legendReference), html("p", {}, words.legendLine + words.space + words.keys));
  }

  // Words of one node
  function status(run, node, view) {
    const { open, size: count } = run.work[node.t - 1], number = (open * count).toLocaleString("en");
    const values = { rank: node.place, count: number, k: view.k, lag: show(Math.abs(node.lag)) };
    if (node.passed) return fill(words.isPassed, values);
    if (!node.kept) return fill(words.isPruned, values);
    const kept = fill(node.forced ? words.isForced : words.isKept, values);
    if (!node.finished) return kept;
    const ended = view.shown >= run.columns.length, place = run.finished.indexOf(node) + 1;
    const end = fill(node.cut ? words.isCut : words.isFinished, { score: show(node.score) });
    return [kept, end, ...(ended && place === 1 ? [words.isWinner] : [])].join(words.space);
  }

  function inspect(node) {
    inspected = node ?? best();
    panes.forEach((pane, i) => { if (runs[i]) pane.inspect(belongs(runs[i], inspected) ? inspected : null); });
    explain();
  }

  const belongs = (run, node) => { while (node?.parent) node = node.parent; return node === run.root; };

  function best() { // the winner, or before it is known the best prefix of the step shown
    const run = runs[0];
    if (shown >= run.columns.length && run.winner) return run.winner;
    return shown === 0 ? run.root : run.columns[Math.min(shown, run.columns.length) - 1].find((node) => node.rank === 1);
  }

  function explain() {
    const node = inspected;
    if (!node?.parent) { detail.replaceChildren(html("p", {}, words.rootName)); return; }
    const i = runs.findIndex((run) => belongs(run, node)), view = views[i], ends = penalty(node.t, alpha, form);
    const line = (...parts) => html("p", {}, ...parts);
    const path = html("p", { class: "path" }, ...node.path.flatMap((token, at) => [...(at ? [" → "] : []), html("b", {}, tokens[token])]));
    const sum = line(`log p = ${terms(node)}${node.t > 1 ? ` = ${show(node.total)}` : ""}   (p = ${Math.exp(node.total).toPrecision(3)})`);
    const score = line(`${words.score} = log p ÷ `, ...power([form === "gnmt" ? "((5 + L) / 6)" : "L", "α"]), ` = ${show(node.total)} ÷ `,
      ...power(formula(node.t, alpha, form)), ` = ${show(node.total)} ÷ ${show(ends)} = `, html("b", {}, show(node.total / ends, 3)), node.finished ? "" : ` ${words.ifEnded}`);
    detail.replaceChildren(path, sum, score, line(status(runs[i], node, view), words.space, samePath(node.path, forced) ? words.pressRelease : words.pressForce));
  }

  // Searching
  function again() {
    const ended = shown >= steps();
    const trace = (beam) => toy ? searchTable(table, beam, furthest, forced) : all[beam] ?? [];
    const settings = { alpha, form, longest, eos, size, forced };
    runs = (compare ? [k, other] : [k]).map((beam) => replay(trace(beam), { ...settings, k: beam }));
    shown = ended ? steps() : Math.min(shown, steps());
    judge();
    draw();
  }

  function judge() {
    const run = runs[0], settings = { alpha, form, longest };
    errors = forced.length ? words.forcedFirst : fill(words.tick, { box: toy ? words.truth : words.reference });
    if (!truthBox.checked || !run.winner) return;
    const score = (path, total) => ({ path, total, score: total / penalty(path.length, alpha, form) });
    let right = reference && score(reference.path, reference.total), sentences = null, top = null;
    if (toy) { sentences = everySentence(table, settings); top = sentences[0]; right = { path: model.get("wanted") }; }
    const target = toy ? top : right;
    if (target) for (const each of runs) markPath(each, target.path, "true");
    if (!forced.length) errors = toy ? judgeTable(run, sentences, top, right) : judgeModel(run, right);
  }

  function judgeTable(run, sentences, top, right) {
    const found = verdict({ found: run.winner, best: top, wanted: right });
    return [
      fill(words.allSentences, { count: sentences.length.toLocaleString("en"), best: say(top.path), score: show(top.score, 3) }),
      fill(found.search ? words.searchError : words.noSearchError, { k, found: say(run.winner.path), score: show(run.winner.score, 3) }),
      fill(found.model ? words.modelError : words.noModelError, { wanted: say(right.path) }),
    ].join(words.space);
  }

  function judgeModel(run, right) {
    const impossible = fill(words.impossible, { size, longest });
    if (!right) return impossible + words.space + words.noReference;
    const same = samePath(run.winner.path, right.path), more = right.score > run.winner.score;
    return impossible + words.space + fill(same ? words.foundReference : more ? words.missedReference : words.dislikedReference, {
      right: say(right.path), score: show(right.score, 3), found: show(run.winner.score, 3) });
  }

  function force(path) {
    if (toy) { forced = path; shown = Infinity; again(); followAll(); }
    else ask({ ...current, forced: path });
  }

  // Asking Python: a new sentence or a forced beginning
  function ask(question) {
    answerAwaited.begin();
    ui.save("request", { ...question, widths: compare ? [k, other] : [k], id: `${newId()}` }, 0);
  }

  function answered() {
    const answer = model.get("answer");
    answerAwaited.end();
    ui.root.removeAttribute("aria-busy");
    complaint.textContent = answer.complaint ?? "";
    if (answer.complaint) return; // the last tree stays
    load(answer);
    followAll();
  }

  function load(answer) {
    all = traces(model.get("traces"));
    current = answer.question;
    if ("text" in current) echo(own, current.text);
    if (chosen) chosen.value = "example" in current ? current.example : "own";
    forced = answer.forced;
    reference = answer.reference;
    shown = Infinity;
    again();
  }

  // Showing
  function go(t, playing = false) {
    if (!playing) stop();
    shown = Math.max(0, Math.min(steps(), t));
    draw();
    followAll();
  }

  function followAll() { // in the next frame, when the tree has its size
    requestAnimationFrame(() => panes.forEach((pane, i) => runs[i] && pane.follow()));
  }

  function draw() {
    inspected = best();
    views = runs.map((run, i) => ({
      shown: Math.min(shown, run.columns.length), k: i ? other : k, tokens, alpha, form, longest, size, truth: truthBox.checked, inspected: i ? null : inspected,
    }));
    panes.forEach((pane, i) => {
      pane.root.hidden = !runs[i];
      if (runs[i]) pane.draw(runs[i], views[i]);
    });
    trees.classList.toggle("two", compare);
    rival.field.disabled = !compare;
    back.disabled = shown === 0;
    next.disabled = shown === steps();
    release.disabled = !forced.length;
    cursor.field.max = steps();
    cursor.value = shown;
    judged.textContent = truthBox.checked && shown < steps() ? words.later : errors;
    explain();
    tell();
  }

  function tell() {
    ui.say(!compare ? tellRun(runs[0], views[0]) : [...runs.map(tellBriefly), shown === steps() && tellBoth()].filter(Boolean).join(words.space));
    const winner = runs[0].winner;
    Object.assign(ui.picture.dataset, {
      k, alpha, form, longest, shown, steps: steps(), compare: compare ? other : "", forced: say(forced),
      winner: winner ? say(winner.path) : "", score: winner ? winner.score.toFixed(4) : "", second: runs[1]?.winner ? say(runs[1].winner.path) : "",
      scored: scored(runs[0], shown), sentence: current.text ?? model.get("examples")[current.example] ?? "", stop: runs[0].stop?.why ?? "",
    });
  }

  function tellRun(run, view) {
    const column = run.columns[view.shown - 1];
    if (!column) return words.before;
    const { open } = run.work[view.shown - 1], list = (nodes) => nodes.map((node) => fill(words.scored, { text: say(node.path.slice(-3)), total: show(node.total) })).join(words.comma);
    const ranked = [...column].sort((a, b) => a.rank - b.rank), kept = ranked.filter((node) => node.kept), missed = ranked.find((node) => !node.kept);
    const text = fill(words.said, { step: view.shown, all: run.columns.length, open, size, count: (open * size).toLocaleString("en"), kept: list(kept.slice(0, 3)) + (kept.length > 3 ? `${words.comma}+${kept.length - 3}` : "") });
    const more = [missed && fill(words.saidPruned, { text: list([missed]) }), view.shown === run.columns.length && tellStop(run)];
    return [text, ...more].filter(Boolean).join(words.space);
  }

  function tellBriefly(run, i) {
    const { shown: t, k: beam } = views[i], first = run.columns[t - 1]?.find((node) => node.rank === 1);
    const node = t === run.columns.length ? run.winner : first;
    const text = t === run.columns.length ? words.brieflyEnded : words.briefly;
    return node ? fill(text, { k: beam, step: t, text: say(node.path), total: show(node.total), score: show(node.score ?? 0, 3) }) : "";
  }

  function tellStop({ stop: end, winner }) {
    const why = fill(words[{ safe: "stopSafe", length: "stopLength", ended: "stopEnded" }[end?.why] ?? "stopEnded"], { longest, best: show(end?.best ?? 0, 3), bound: show(end?.bound ?? 0, 3) });
    return winner ? why + words.space + fill(words.saidWinner, { text: say(winner.path), score: show(winner.score, 3) }) : why;
  }

  function tellBoth() {
    const [a, b] = runs.map((run) => run.winner);
    if (!a || !b) return "";
    const text = samePath(a.path, b.path) ? words.bothSame : a.score > b.score ? words.firstBetter : words.secondBetter;
    const work = (i) => scored(runs[i], Infinity).toLocaleString("en");
    return fill(text, { k, other, a: show(a.score, 3), b: show(b.score, 3), workA: work(0), workB: work(1) });
  }

  function togglePlay() {
    if (player !== null) return stop();
    if (shown === steps()) go(0);
    player = setInterval(() => { go(shown + 1, true); if (shown === steps()) stop(); }, PACE);
    play.textContent = words.pause;
  }

  function stop() {
    clearInterval(player);
    player = null;
    play.textContent = words.play;
  }

  // The table of the toy
  function tableEditor() {
    const note = html("p", { class: "note", role: "status" }), rows = [], rounded = (prob) => +prob.toFixed(3);
    const add = (name, read, write) => {
      const fields = tokens.map((token, at) => {
        // Not of type number, which drops what a Chinese keyboard writes: 0。8 would be 08
        const field = html("input", { inputmode: "decimal", autocomplete: "off", role: "spinbutton", "aria-valuemin": "0", "aria-valuemax": "1", "aria-label": fill(words.cell, { token, row: name }) });
        const commit = () => {
          const typed = fold(field.value), wanted = Number(typed);
          if (typed === "" || Number.isNaN(wanted) || wanted === rounded(read()[at])) { refresh(); return; }
          const { row, factor } = setProbability(read(), at, wanted);
          write(row);
          note.textContent = fill(factor === null ? words.sharedOut : words.renormalised, { row: name, token, prob: row[at].toFixed(2), factor: factor?.toFixed(2) });
          refresh();
          stop();
          again();
        };
        field.addEventListener("change", commit);
        field.addEventListener("keydown", (event) => {
          const step = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key];
          if (step) { event.preventDefault(); field.value = rounded(read()[at] + step); }
          if (step || entered(event)) commit();
        });
        return field;
      });
      rows.push({ fields, read });
      return html("tr", {}, html("th", { scope: "row" }, name), ...fields.map((field) => html("td", {}, field)));
    };
    const named = Object.keys(table.rows).map((key) => add(
      fill(words.after, { prefix: say(key.split(" ").map(Number)) }), () => table.rows[key], (row) => { table.rows[key] = row; }));
    const rest = table.otherwise.map((_, t) => add(
      fill(t === 0 ? words.atStart : words.otherwise, { step: t + 1 }), () => table.otherwise[t], (row) => { table.otherwise[t] = row; }));
    const body = html("tbody", {}, rest[0], ...named, ...rest.slice(1));
    const head = html("tr", {}, html("td"), ...tokens.map((token) => html("th", { scope: "col" }, token)));
    function refresh() {
      for (const { fields, read } of rows) fields.forEach((field, at) => { field.value = rounded(read()[at]); field.setAttribute("aria-valuenow", field.value); });
    }
    refresh();
    return { refresh, note, root: html("div", { class: "editor" }, html("div", { class: "head" }, words.table), html("table", {}, html("thead", {}, head), body), note) };
  }

  function reset() {
    stop();
    ({ k, other, alpha, form, longest } = first);
    compare = false;
    both.checked = truthBox.checked = false;
    [width.value, rival.value, exponent.value, limit.value] = [k, other, alpha, longest];
    kind.value = form;
    own.value = "";
    if (toy) { table = structuredClone(given); editor.refresh(); editor.note.textContent = ""; forced = []; }
    else if (current.example !== 0 || forced.length) ask({ example: 0, forced: [] });
    shown = Infinity;
    if (runs.length || toy) again();
    followAll();
  }

  const answerAwaited = patience(ui, model, (state) => {
    complaint.textContent = words[state];
    ui.root.setAttribute("aria-busy", `${state !== "offline"}`);
  }, undefined, { first: 0, seconds: 5 });
  ui.listen("change:answer", answered);
  ui.listen("change:traces", () => { // the other widths come a moment later
    const missing = runs.some((run) => !run.columns.length);
    all = traces(model.get("traces"));
    if (missing) again();
  });
  reset();
  if (!toy) load(model.get("answer"));
  if (!toy && unanswered(model) !== null) answerAwaited.begin();
  const watcher = new ResizeObserver(() => { // it also sees the first width
    panes.forEach((pane) => pane.measure());
    draw();
    followAll();
  });
  panes.forEach((pane) => watcher.observe(pane.scroll));
  return () => { watcher.disconnect(); clearInterval(player); ui.close(); };
}

export default { render };
