/** The state of an image: how much of each component is in it. */
export function encode(image, mean, components) {
  const pixels = image.length, state = new Float32Array(components.length / pixels);
  for (let k = 0; k < state.length; k++) {
    let sum = 0;
    for (let i = 0; i < pixels; i++) sum += (image[i] - mean[i]) * components[k * pixels + i];
    state[k] = sum;
  }
  return state;
}

/** The image that the first `size` numbers of a state describe. */
export function decode(state, size, mean, components) {
  const pixels = mean.length, image = Float32Array.from(mean);
  for (let k = 0; k < size; k++) {
    for (let i = 0; i < pixels; i++) image[i] += state[k] * components[k * pixels + i];
  }
  return image;
}

/** The share of an image's difference from the mean that its reconstruction misses. */
export function shareLost(image, reconstruction, mean) {
  let lost = 0, all = 0;
  for (let i = 0; i < image.length; i++) {
    lost += (image[i] - reconstruction[i]) ** 2;
    all += (image[i] - mean[i]) ** 2;
  }
  return lost / all;
}

/** Which of the four sentences describes what one sees. */
export function seen(lost) {
  return lost > 0.6 ? "smudge" : lost > 0.3 ? "place" : lost > 0.08 ? "shape" : "same";
}

const PLOT = { width: 620, height: 170, left: 46, right: 12, top: 10, bottom: 34 };
const STATE = { width: 250, height: 160 };

function render({ model, el }) {
  const words = model.get("words"), [height, width] = model.get("image_shape");
  const mean = floats(model.get("mean")), components = floats(model.get("components"));
  const images = floats(model.get("images")), errors = floats(model.get("errors"));
  const pixels = height * width, largest = errors.length - 1, first = model.get("size");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("bottleneck");
  ui.root.prepend(html("p", { class: "try" }, words.try));
  const size = slider(ui, { label: words.size, min: 0, max: largest, value: first, input: draw });
  size.field.classList.add("wide");
  const names = model.get("names").map((name, i) => [i, name]);
  const chosen = select(ui, { label: words.image, options: names, value: model.get("image"), input: draw });
  const start = { size: first, image: model.get("image") };
  button(ui, { label: words.reset, click: () => { size.value = start.size; chosen.value = start.image; draw(); } });

  const input = picture(), output = picture();
  const bars = Array.from({ length: largest }, () => svg("rect", { width: Math.max(1, STATE.width / largest - 0.4) }));
  const middle = STATE.height / 2;
  const strip = svg("svg", { viewBox: `0 0 ${STATE.width} ${STATE.height}`, width: STATE.width, height: STATE.height, role: "img" },
    svg("line", { x1: 0, x2: STATE.width, y1: middle, y2: middle, stroke: "currentColor", "stroke-opacity": 0.4 }), ...bars);
  const captions = [0, 1, 2].map(() => html("figcaption"));
  const arrow = () => html("span", { class: "arrow", "aria-hidden": "true" }, "→");
  ui.picture.append(html("div", { class: "row" },
    html("figure", {}, input.canvas, captions[0]), arrow(),
    html("figure", {}, strip, captions[1]), arrow(),
    html("figure", {}, output.canvas, captions[2])));

  let plot = PLOT, curve;
  const x = (k) => PLOT.left + (k / largest) * (plot.width - PLOT.left - PLOT.right);
  const y = (error) => PLOT.top + (1 - error) * (PLOT.height - PLOT.top - PLOT.bottom);
  const dot = svg("circle", { r: 6, class: "dot" }), drop = svg("line", { class: "drop" });
  const drawn = () => svg("svg", { viewBox: `0 0 ${plot.width} ${PLOT.height}`, width: plot.width, height: PLOT.height, role: "img" },
    ...[0, 0.5, 1].flatMap((error) => [
      svg("line", { x1: x(0), x2: x(largest), y1: y(error), y2: y(error), class: "grid" }),
      label(PLOT.left - 8, y(error) + 4, error.toFixed(1), "end")]),
    ...ticks(largest, plot.width < 480 ? 4 : 8).map((k) => label(x(k), PLOT.height - PLOT.bottom + 16, k, "middle")),
    label(x(largest), PLOT.height - 3, words.across, "end"),
    label(x(largest), y(1) + 16, words.up.replace("{count}", model.get("count")), "end"),
    svg("path", { class: "curve", d: "M" + Array.from(errors, (error, k) => `${x(k).toFixed(1)},${y(error).toFixed(1)}`).join("L") }),
    drop, dot);
  function build(width) {
    plot = { ...PLOT, width };
    curve?.remove();
    ui.picture.append((curve = drawn()));
    draw();
  }

  function picture() {
    const canvas = html("canvas", { width: `${width}`, height: `${height}`, role: "img" });
    return { canvas, context: canvas.getContext("2d"), data: new ImageData(width, height) };
  }

  function paint({ canvas, context, data }, image, name) {
    for (let i = 0; i < pixels; i++) {
      data.data.fill(255 * (1 - Math.max(0, Math.min(1, image[i]))), 4 * i, 4 * i + 3);
      data.data[4 * i + 3] = 255;
    }
    context.putImageData(data, 0, 0);
    canvas.setAttribute("aria-label", name);
  }

  function draw() {
    const k = size.value, which = +chosen.value;
    const image = images.subarray(which * pixels, (which + 1) * pixels);
    const state = encode(image, mean, components), result = decode(state, k, mean, components);
    const lost = shareLost(image, result, mean), peak = Math.max(...state.map(Math.abs), 1e-6);
    paint(input, image, words.input + words.colon + names[which][1]);
    paint(output, result, words.output + words.colon + words[seen(lost)]);
    bars.forEach((bar, i) => {
      const reach = (state[i] / peak) * (middle - 4);
      bar.setAttribute("x", (i * STATE.width) / largest);
      bar.setAttribute("y", reach > 0 ? middle - reach : middle);
      bar.setAttribute("height", Math.abs(reach));
      bar.setAttribute("class", i >= k ? "dropped" : reach > 0 ? "plus" : "minus");
    });
    const fill = (text) => text.replaceAll("{k}", k).replaceAll("{pixels}", pixels)
      .replaceAll("{count}", model.get("count"))
      .replaceAll("{lost}", lost.toFixed(2)).replaceAll("{all}", errors[k].toFixed(2));
    [words.input_size, words.state_size, words.output_error].forEach((text, i) => { captions[i].textContent = fill(text); });
    dot.setAttribute("cx", x(k));
    dot.setAttribute("cy", y(errors[k]));
    for (const [name, value] of [["x1", x(k)], ["x2", x(k)], ["y1", y(errors[k])], ["y2", y(0)]]) drop.setAttribute(name, value);
    strip.setAttribute("aria-label", fill(words.state_size));
    curve.setAttribute("aria-label", fill(words.curve));
    ui.picture.dataset.state = `${k}:${which}:${lost.toFixed(4)}`;
    ui.say(fill(words.said) + words.space + words[seen(lost)]);
    ui.save("size", k);
    ui.save("image", which);
  }

  fitted(ui, build, PLOT.width);
  return ui.close;
}

function label(x, y, text, anchor) {
  return svg("text", { x, y, "text-anchor": anchor, "font-size": 12 }, `${text}`);
}

/** Round places between 0 and the largest, `most` of them behind 0. */
export function ticks(largest, most = 8) {
  const step = [1, 2, 4, 8, 16, 32, 64, 128].find((each) => largest / each <= most) ?? 256;
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, i) => i * step);
}

export default { render };
