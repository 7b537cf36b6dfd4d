"""Questions to train on, and what is learnt from them."""
