"""How good retrieval, answers and declining are, on labelled questions. Run it: ``python -m evals``."""
