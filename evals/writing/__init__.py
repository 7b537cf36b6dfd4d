"""What a language model adds to answers, and what of it the notes carry."""
