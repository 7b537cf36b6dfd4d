"""An open-book tutor: answers from your own notes, each sentence cited."""
