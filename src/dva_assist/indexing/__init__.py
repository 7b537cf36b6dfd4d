"""From notes to an index: only what changed is parsed again, and only new texts are embedded.

files -> read -> (unchanged: copied from the old generation | else: parsed, cut into chunks)
      -> notes.sqlite -> texts without a vector -> encoder -> journal -> vectors.faiss, sentences.npy -> published
"""

from dva_assist.indexing.sources import NoteChanges, changed_notes, has_changed
from dva_assist.indexing.update import IndexReport, update_index

__all__ = ["IndexReport", "NoteChanges", "changed_notes", "has_changed", "update_index"]
