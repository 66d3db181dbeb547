// Kind words where a model cannot read what was typed. As widgets/base/sentences.py; the words
// themselves come from Python, which writes them into models.json.

/** Put values into a text with {names}. */
export const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);

const WIDEST = 40; // letters of a word that is repeated to the reader

/** A word that fits in a line: what a reader pastes may have no end. */
function shortened(word) {
  const letters = Array.from(word);
  return letters.length <= WIDEST ? word : `${letters.slice(0, WIDEST - 1).join("")}…`;
}

/** Say why a sentence cannot be read; nothing where it can. */
export function complain(src, vocab, { words, longest }) {
  if (!src.length) return words.empty;
  if (src.length > longest) return fill(words.long, { count: src.length, longest });
  const unknown = [...new Set(src)].filter((token) => !vocab.has(token));
  return unknown.length ? fill(words.unknown, { unknown: unknown.map(shortened).join(words.comma) }) : "";
}

/** Say why these words cannot be read as what is written already; nothing where they can. */
export function complainOfWritten(written, vocab, { words, longest }) {
  const unknown = written.filter((token) => !vocab.has(token));
  if (unknown.length) return fill(words.unwritable, { unknown: unknown.join(words.comma) });
  return written.length > longest ? fill(words.longWritten, { count: written.length, longest }) : "";
}
