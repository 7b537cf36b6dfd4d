"""The question bank held against its rules, and against replies given without sight of the key."""
