"""What all searches share: hypotheses and their score, steps, the states of prefixes."""
