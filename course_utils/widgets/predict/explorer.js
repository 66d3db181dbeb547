const DIGITS = "零一二三四五六七八九", UNITS = { 十: 10, 百: 100, 千: 1000 };
const APART = /\s*[,;×*]\s*|\s*[和与及]\s*|\s+and\s+|\s+/; // between two numbers
const MEASURE = /\s*[个次步倍%](?=[\s,;]|$)/g; // behind a number, as in 20 个

/** A number in Chinese words, such as 负十二 or 零点五; NaN for other words. */
function chinese(word) {
  const plain = word.replaceAll("〇", "零").replaceAll("两", "二");
  const [, minus, whole, part = ""] = /^(负?)([零一二三四五六七八九十百千]+)(?:点([零一二三四五六七八九]+))?$/.exec(plain) ?? [];
  if (!whole) return NaN;
  let sum = 0, digit = null;
  for (const sign of whole) {
    if (UNITS[sign]) { sum += (digit ?? 1) * UNITS[sign]; digit = null; } else digit = 10 * (digit ?? 0) + DIGITS.indexOf(sign);
  }
  const decimals = Array.from(part, (sign) => DIGITS.indexOf(sign)).join("");
  return (minus ? -1 : 1) * Number(`${sum + (digit ?? 0)}.${decimals}`);
}

/** The number that a word writes; a fraction is rounded to `decimals`, unless that is 0. */
function number(word, decimals = 0) {
  const [, over, under] = /^(-?[\d.]+)\/([\d.]+)$/.exec(word) ?? [];
  if (under) return decimals ? +(over / under).toFixed(decimals) : over / under;
  return /^[-+]?[\d.]/.test(word) ? Number(word) : chinese(word);
}

/** A text without case, brackets, quotes, the final full stop, and the name in "L = 6". */
function bare(text) {
  const plain = fold(text).toLowerCase().replace(/[()[\]{}"'`]/g, " ").replace(/[.!?]+\s*$/, "").trim();
  const value = plain.replace(/^[a-z]\w*\s*=\s*/, "").replace(MEASURE, "");
  return value.replace(/- (?=[\d.])/g, "-").replace(/(\d)\s*x\s*(?=\d)/g, "$1,");
}

function same(guess, answer) {
  const [given, wanted] = [guess, answer].map((text) => bare(text).split(APART).filter(Boolean));
  const decimals = wanted.map((word) => word.split(".")[1]?.length), numbers = wanted.map((word) => number(word));
  if (!given.length) return false;
  if (numbers.some(Number.isNaN)) return given.join("") === wanted.join("");
  return given.length === numbers.length && given.every((word, i) => number(word, decimals[i]) === numbers[i]);
}

/**
 * Say whether a guess is one of the accepted answers, however it was typed: spaces, brackets,
 * quotes and case aside. Numbers are compared as numbers: 7.0 is 7, and 1/2 is 0.5.
 */
export const agrees = (guess, accepted) => accepted.some((answer) => same(guess, answer));

function render({ model, el }) {
  const words = model.get("words");
  const ui = frame(model, el, words.title);
  ui.root.classList.add("predict");
  const guess = html("input", { type: "text", autocomplete: "off", spellcheck: "false", size: "28" });
  guess.value = model.get("guess");
  ui.controls.append(html("label", {}, words.guess, guess));
  const reveal = button(ui, { label: words.reveal, click: show });
  const answer = html("output", { class: "answer" });
  ui.controls.append(answer);
  guess.addEventListener("input", () => { ui.save("guess", guess.value); draw(); });
  guess.addEventListener("keydown", (event) => {
    if (entered(event) && !event.shiftKey) show();
  });

  function show() {
    if (guess.value.trim() === "") return;
    ui.save("revealed", true, 0); // at once: the cell may run again
    draw();
    guess.focus();
  }

  function draw() {
    const revealed = model.get("revealed"), empty = guess.value.trim() === "";
    guess.readOnly = revealed;
    reveal.disabled = empty;
    reveal.hidden = revealed;
    answer.replaceChildren();
    if (revealed) {
      answer.append(words.answer + words.colon, html("code", {}, model.get("answer")));
      ui.say(agrees(guess.value, model.get("accepted")) ? `✓ ${words.equal}` : "");
    } else {
      ui.say(empty ? words.first : words.ready);
    }
    ui.root.dataset.state = revealed ? "revealed" : empty ? "empty" : "ready";
  }

  ui.listen("change:guess", () => { if (guess.value !== model.get("guess")) { guess.value = model.get("guess"); draw(); } });
  ui.listen("change:revealed", draw);
  draw();
  return ui.close;
}

export default { render };
