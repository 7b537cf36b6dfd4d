"""The quality of generated questions: gates that a program checks, and sheets that readers filled in."""
