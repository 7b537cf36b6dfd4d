"""Options that several commands share, and the language model that one of them names."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dva_assist import wiring
from dva_assist.config import Settings
from dva_assist.errors import BackendUnavailable
from dva_assist.protocols import TextGenerator
from dva_assist.terminal import say

ME = "me"  # the learner where no name is given, as on the page

IndexOption = Annotated[Path | None, typer.Option("--index", metavar="DIR", help="Folder of the index.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
ModelOption = Annotated[
    str | None,
    typer.Option("--llm", metavar="NAME", help="A language model as `doctor` lists them, auto, or a .gguf file."),
]
LearnerOption = Annotated[str, typer.Option("--learner", metavar="NAME", help="Whose; as on the page.")]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace the file where it is there already.")]


def chosen_model(settings: Settings, llm: str | None) -> TextGenerator | None:
    """The model that the option or the settings name; None where they name none, or "" is given for none.

    Raises BackendUnavailable where the option names one that is not there. One of the settings that is not there is
    done without, and that is said.
    """
    name = settings.llm if llm is None else llm
    if not name:
        return None
    models = wiring.make_models(settings)
    try:
        model = models.find(name)
    except BackendUnavailable as error:
        if llm is not None:
            raise
        say(f"{error}; answers are the notes' own sentences")
        return None
    if model.leaves_machine:
        say(f"{model.ref} runs at {model.sent_to}: the question and passages of your notes leave this machine")
    return models.generator(model.ref)
