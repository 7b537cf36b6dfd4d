"""How well the support gate tells sentences that quotes carry from sentences that they do not."""
