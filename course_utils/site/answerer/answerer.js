// Answers the explorers' questions one after another; what is asked anew is not answered twice.

import { ArchitectureExplorer } from "./architecture_explorer.js";
import { AttentionExplorer } from "./attention_explorer.js";
import { BeamExplorer } from "./beam_explorer.js";
import { Models } from "./models.js";
import { fill } from "./sentences.js";

const EXPLORERS = { ModelAttention: AttentionExplorer, ModelExplorer: BeamExplorer, ArchitectureExplorer };

/** `tell({ key, number, traits })` hands over what is to be set; without traits, that nobody answers. */
export class Answerer {
  constructor(read, tell) {
    Object.assign(this, { models: new Models(read), tell, explorers: new Map(), newest: new Map() });
  }

  /** Answer question `number` of the explorer `key`; `traits` come with its first question. */
  async ask({ key, kind, traits, language, number, question }) {
    this.newest.set(key, number);
    if (!this.explorers.has(key)) this.explorers.set(key, this.meet(key, new EXPLORERS[kind](traits)));
    const { explorer, finished, words, longest } = await this.explorers.get(key);
    if (!finished) return this.tell({ key, number }); // nobody here: a model of the notebook's own
    const stale = async () => { await rest(); return this.newest.get(key) !== number; };
    if (await stale()) return;
    const told = { words: words[language], longest };
    try {
      for (const answer of explorer.answers(question, finished, told)) {
        this.tell({ key, number, traits: answer });
        if (await stale()) return;
      }
    } catch (error) {
      const complaint = fill(told.words.failed, { fault: `${error.name}: ${error.message}` });
      this.tell({ key, number, traits: { answer: explorer.complaint(question, complaint) } });
    }
  }

  /** Find the model behind an explorer; what could not be fetched is tried again next time. */
  async meet(key, explorer) {
    try {
      const { words, longest } = await this.models.list();
      return { explorer, finished: await this.models.behind(explorer), words, longest };
    } catch {
      this.explorers.delete(key);
      return { explorer };
    }
  }
}

/** Let waiting messages in: perhaps something newer was asked. */
const rest = () => new Promise((done) => setTimeout(done));
