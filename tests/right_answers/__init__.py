"""Right answers to the exercises in many styles, as a class of readers would write."""
