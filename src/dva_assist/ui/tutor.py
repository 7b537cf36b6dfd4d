"""Who answers: the assistant, and the models that may word what it finds. Shared by all learners."""

from __future__ import annotations

from dataclasses import dataclass

from dva_assist.assistant import Assistant
from dva_assist.config import Settings
from dva_assist.errors import BackendUnavailable
from dva_assist.models import Models
from dva_assist.ui.choice import Choice
from dva_assist.ui.events import AT_ONCE
from dva_assist.ui.turns import InTurn, Room
from dva_assist.writing import Writer

WAITING = AT_ONCE // 2  # questions to models at a time; the other half is for those who want no model
GONE = "{model} is not there any more: start it again, or choose another under the question."
ONE_AT_A_TIME = ("ollama", "lm-studio", "llama.cpp", "server", "file:")  # how their refs begin; others serve many


@dataclass(frozen=True, slots=True)
class Pen:
    """A writer for one question, or ``trouble``: why there is none. Neither where no model was chosen."""

    writer: Writer | None = None
    turn: InTurn | None = None
    trouble: str = ""

    @property
    def name(self) -> str:
        return self.writer.name if self.writer else ""

    @property
    def waiting(self) -> bool:
        return self.turn is not None and self.turn.waiting


class Tutor:
    """Holds nothing of any learner but which of their questions waits for a model."""

    def __init__(self, assistant: Assistant, models: Models, settings: Settings) -> None:
        self.assistant = assistant
        self.models = models
        self.settings = settings
        self._room = Room(WAITING)

    def choice(self, saved: object) -> Choice:
        """What the browser has kept, else what the settings say."""
        return Choice.read(saved) or Choice.by(self.settings)

    def pen(self, choice: Choice) -> Pen:
        if not choice.in_use:
            return Pen()
        try:
            generator = self.models.generator(choice.in_use)
        except BackendUnavailable:  # its message is for the command line
            return Pen(trouble=GONE.format(model=choice.name or choice.in_use))
        at_once = 1 if choice.in_use.startswith(ONE_AT_A_TIME) else WAITING
        turn = InTurn(generator, self._room, choice.in_use, at_once)
        return Pen(Writer(turn, choice.style(self.settings.llm_passage_tokens)), turn)
