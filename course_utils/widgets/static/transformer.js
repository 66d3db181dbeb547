/** The place after a move, kept between the first block and the last. */
export const moved = (at, step, count) => Math.max(0, Math.min(count - 1, at + step));

/** Put values into a text with {names}. */
export const told = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

function render({ model, el }) {
  const words = model.get("words"), blocks = model.get("blocks"), likely = model.get("likely");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("map");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  let at = model.get("at");
  const go = (place) => { at = place; draw(); };
  const back = button(ui, { label: words.back, click: () => go(moved(at, -1, blocks.length)) });
  const next = button(ui, { label: words.next, click: () => go(moved(at, 1, blocks.length)) });
  button(ui, { label: words.reset, click: () => go(0) });

  const buttons = blocks.map(({ name }, place) => html("button", { type: "button", click: () => go(place) }, name));
  const column = (side) => html("div", {}, html("h4", {}, words[side]),
    html("ol", { class: side }, ...blocks.flatMap((block, place) => (block.side === side ? [html("li", {}, buttons[place])] : []))));
  const panel = html("div", { class: "panel", tabindex: "0", role: "region", "aria-label": words.code });
  ui.picture.append(html("div", { class: "columns" }, column("source"), column("target"), panel));

  function draw() {
    const block = blocks[at], last = at === blocks.length - 1;
    buttons.forEach((each, place) => (place === at ? each.setAttribute("aria-current", "step") : each.removeAttribute("aria-current")));
    back.disabled = at === 0;
    next.disabled = last;
    panel.replaceChildren(html("h4", {}, block.name), html("p", {}, block.about),
      html("dl", {}, html("dt", {}, words.into), html("dd", {}, block.into), html("dt", {}, words.out), html("dd", {}, block.out),
        ...(last ? [html("dt", {}, words.likely), ...likely.map(([word, prob]) => html("dd", {}, `${word} ${prob.toFixed(2)}`))] : [])),
      ...(block.source ? [html("details", {}, html("summary", {}, words.code), html("pre", {}, block.source))] : []));
    panel.scrollTop = 0;
    ui.picture.dataset.state = at;
    ui.say(told(words.said, { number: at + 1, all: blocks.length, name: block.name, about: block.about, out: block.out }));
    ui.save("at", at);
  }

  draw();
  return ui.close;
}

export default { render };
