/** Which head, from 0, gets a feature of a token; `wrong` counts numbers off as they lie. */
export function headOf(token, feature, length, width, heads, wrong) {
  return wrong ? Math.floor((token * width + feature) / ((length * width) / heads)) : Math.floor(feature / (width / heads));
}

/** How many tokens give at least one number to head 1. */
export function tokensSeen(length, width, heads, wrong) {
  let seen = 0;
  for (let token = 0; token < length; token++) {
    if (Array.from({ length: width }, (_, f) => headOf(token, f, length, width, heads, wrong)).includes(0)) seen++;
  }
  return seen;
}

const CELL = 34, TOP = 30;

function render({ model, el }) {
  const words = model.get("words"), tokens = model.get("tokens"), width = model.get("d_model");
  const length = tokens.length, first = model.get("num_heads");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("heads");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  const options = model.get("heads").map((heads) => [heads, `${heads}`]);
  const chosen = select(ui, { label: words.heads, options, value: first, input: draw });
  const wrong = checkbox(ui, { label: words.wrong, input: draw });
  button(ui, { label: words.reset, click: () => { chosen.value = first; wrong.checked = false; draw(); } });

  const left = 14 + Math.max(...tokens.map((token) => (/^[ -~]*$/.test(token) ? 8 : 13) * token.length));
  const text = (x, y, words, anchor) => svg("text", { x, y, "text-anchor": anchor }, words);
  const cells = tokens.map((_, token) => Array.from({ length: width }, (_, feature) => ({
    box: svg("rect", { class: "cell", x: left + feature * CELL, y: TOP + token * CELL, width: CELL, height: CELL }),
    name: text(left + (feature + 0.5) * CELL, TOP + (token + 0.5) * CELL + 5, "", "middle"),
  })));
  const size = { width: left + width * CELL + 4, height: TOP + length * CELL + 6 };
  ui.picture.append(svg("svg", { viewBox: `0 0 ${size.width} ${size.height}`, ...size, role: "img", "aria-label": words.scene },
    text(left, 18, words.features, "start"),
    ...tokens.map((token, i) => text(left - 10, TOP + (i + 0.5) * CELL + 5, token, "end")),
    ...cells.flat().flatMap(({ box, name }) => [box, name])));

  function draw() {
    const heads = +chosen.value, bad = wrong.checked;
    cells.forEach((row, token) => row.forEach(({ box, name }, feature) => {
      const head = headOf(token, feature, length, width, heads, bad);
      const colour = heat(heads === 1 ? 0.5 : head / (heads - 1));
      box.setAttribute("fill", css(colour));
      name.style.fill = inkOn(colour);
      name.textContent = head + 1;
    }));
    const facts = { heads, width: width / heads, length, weights: heads * length * length,
      products: length * length * width, seen: tokensSeen(length, width, heads, bad) };
    ui.picture.dataset.state = `${heads}:${bad}`;
    ui.say((bad ? words.wrong_said : words.right_said).replace(/\{(\w+)\}/g, (_, name) => facts[name]));
    ui.save("num_heads", heads);
  }

  draw();
  return ui.close;
}

export default { render };
