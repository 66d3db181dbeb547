"""What the searches share: hypotheses and scores, steps, states, the choice."""
