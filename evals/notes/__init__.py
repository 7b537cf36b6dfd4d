"""Checks of the notes in corpus/: structure, fragments, exam coverage, figures, originality. Each can fail."""
