"""What can go wrong, as one tree. Each message says what to do next; the command line shows it as one line.

DvaAssistError
  BadInput             exit 3   the notes, the questions file or the settings cannot be used
    NotFound                    a section or a note that is not in the index
  IndexUnavailable     exit 4
    IndexMissing                no index in the folder
    IndexStale                  built with another encoder, budget, chunker or format
    IndexCorrupt                a file of the index is damaged
    IndexBusy                   another process is writing the same index
  BackendUnavailable   exit 5   a library, a model or a server is not there
    GenerationFailed            a language model gave no reply, or broke off in the middle of one
      PromptTooLong             the prompt does not fit its context
    DiskFull                    no room left; what was there before is still whole
    StoreUnavailable            the file of what learners have done cannot be read or written
"""

from __future__ import annotations


class DvaAssistError(Exception):
    """Base of every error that is meant for the person at the keyboard."""

    exit_code = 1


class BadInput(DvaAssistError):
    exit_code = 3


class NotFound(BadInput):
    pass


class IndexUnavailable(DvaAssistError):
    exit_code = 4


class IndexMissing(IndexUnavailable):
    pass


class IndexStale(IndexUnavailable):
    pass


class IndexCorrupt(IndexUnavailable):
    pass


class IndexBusy(IndexUnavailable):
    pass


class BackendUnavailable(DvaAssistError):
    exit_code = 5


class DiskFull(BackendUnavailable):
    pass


class StoreUnavailable(BackendUnavailable):
    pass


class GenerationFailed(BackendUnavailable):
    pass


class PromptTooLong(GenerationFailed):
    pass
