// What the page must tell the answerer of each explorer, by the class in Python.

export const TRAITS = {
  ModelAttention: ["answer", "examples", "maps", "pairs"],
  ModelExplorer: ["answer", "examples", "max_len", "pairs", "traces"],
  ArchitectureExplorer: ["answer", "numbers"],
};
