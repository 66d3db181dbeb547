// Tokens to numbers and back; what a reader typed to tokens. As course_utils.data.

export const PAD_ID = 0, BOS_ID = 1, EOS_ID = 2, UNK_ID = 3;

/** A list of tokens; a token's id is its place in the list. */
export class Vocabulary {
  constructor(tokens) {
    this.tokens = tokens;
    this.ids = new Map(tokens.map((token, i) => [token, i]));
  }

  has(token) { return this.ids.has(token); }

  encode(tokens) { return tokens.map((token) => this.ids.get(token) ?? UNK_ID); }
}

const CONTRACTIONS = [
  [/\bcan't\b|\bcannot\b/g, "can not"], [/\bwon't\b/g, "will not"], [/n't\b/g, " not"], [/'m\b/g, " am"], [/'re\b/g, " are"],
  [/\b(he|she|it|that|who|what|where|when|why)'s\b/g, "$1 is"],
];
const W = "[\\p{L}\\p{N}_]"; // Python's \w
const TOKEN = new RegExp(`'s(?!${W})|${W}+(?:[-']${W}+)*?(?='s(?!${W}))|${W}+(?:[-']${W}+)*|[^\\s\\p{L}\\p{N}_]`, "gu");

/** Split an English sentence; the explorers have sent it through their `fold` before. */
export function tokenise(text) {
  text = text.toLowerCase();
  for (const [short, long] of CONTRACTIONS) text = text.replace(short, long);
  return text.match(TOKEN) ?? [];
}

/** The same, with the full stop that people forget. */
export function sentenceOf(text) {
  const tokens = tokenise(text);
  return !tokens.length || [".", "?", "!"].includes(tokens.at(-1)) ? tokens : [...tokens, "."];
}
