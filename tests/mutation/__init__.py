"""Small wrong answers made from right ones, to see which of them a check accepts."""
