"""What a learner has chosen about the model. Their browser keeps it, so it is looked at anew each time it comes in."""

from __future__ import annotations

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from dva_assist.config import Settings
from dva_assist.writing import Style


class Choice(BaseModel):
    """``model`` stays what was wished for while it is ``gone``, so that it is taken up again once it is back."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str = Field(default="", max_length=1_000)  # reference of a model; empty for the notes' own words
    name: str = Field(default="", max_length=1_000)  # as the page calls it
    sent_to: str = Field(default="", max_length=1_000)  # host beyond this machine that it runs at; empty for none
    gone: bool = False  # it was not there when somebody last looked
    temperature: float = Field(ge=0, le=2)
    answer_tokens: int = Field(ge=20, le=10_000)
    mark_unproved: bool
    compare: bool = False
    by_hand: bool = False  # whether the learner has set anything; else it follows the settings

    @classmethod
    def by(cls, settings: Settings) -> Self:
        """What holds where nothing was chosen: no model yet, and the rest as the settings say."""
        return cls(
            temperature=settings.llm_temperature,
            answer_tokens=settings.llm_answer_tokens,
            mark_unproved=settings.llm_unproved == "mark",
        )

    @classmethod
    def read(cls, saved: object) -> Self | None:
        """None where the browser has kept nothing, or nothing that can be used."""
        try:
            return cls.model_validate(saved)
        except ValidationError:
            return None

    @property
    def in_use(self) -> str:
        """Reference of the model that words answers now; empty for none."""
        return "" if self.gone else self.model

    def style(self, passage_tokens: int) -> Style:
        return Style(self.temperature, self.answer_tokens, passage_tokens, self.mark_unproved)
