"""Whether text in the notes that orders a language model about changes what a learner is shown."""
