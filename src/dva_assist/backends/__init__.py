"""One file for each heavy library; each is imported by ``wiring`` or ``indexing`` only where it is used."""
