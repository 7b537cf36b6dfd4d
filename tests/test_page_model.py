"""The page with a language model: what is remembered, whose turn it is, and what of a stream is shown when."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Any, cast

import gradio as gr
import pytest

from dva_assist.assistant import Assistant
from dva_assist.backends.local_servers import Served
from dva_assist.config import Settings
from dva_assist.errors import BackendUnavailable, BadInput, DvaAssistError, GenerationFailed
from dva_assist.models import Models, OfferedModel, offer
from dva_assist.quiz import SCENARIO
from dva_assist.ui import model_settings
from dva_assist.ui.alone import ask_alone
from dva_assist.ui.ask import ask_chosen
from dva_assist.ui.choice import Choice
from dva_assist.ui.events import Pulse
from dva_assist.ui.messages import ALONE, STOPPED, Messages, reply, stopped
from dva_assist.ui.scenarios import where_to
from dva_assist.ui.telling import View, tell
from dva_assist.ui.turns import InTurn, Room
from dva_assist.ui.tutor import Tutor
from tests.fakes import ScriptedGenerator

FOOTBALL = f"Who won the football match in Lisbon {'-' * 600}?"  # more than the chat shows
KILN = "What is a kiln?"
OVEN = "A kiln is an insulated oven that turns dried clay into ceramic."
WATER = "Choose a kiln when a piece must hold water."
HERE = Served("ollama", "http://127.0.0.1:11434/v1", "tiny:1b", 4_096)
AWAY = Served("server", "http://llm.example.org/v1", "large", 4_096)


class FewModels:
    """Models that are there without a server."""

    def __init__(self, *served: Served, generator: ScriptedGenerator | None = None, named: str = "") -> None:
        self.served = served
        self.made = generator or ScriptedGenerator([f"{OVEN} [S1] {WATER} [S2]"], name="tiny:1b")
        self.named = named
        self.silent = ""
        self.refused: DvaAssistError | None = None  # why the model that the settings name may not be asked

    def offered(self) -> list[OfferedModel]:
        return [offer(one) for one in self.served]

    def generator(self, ref: str) -> ScriptedGenerator:
        if ref not in {model.ref for model in self.offered()}:
            raise BackendUnavailable(f"there is no {ref}; name another with --llm")
        return self.made

    def silence(self, models: Sequence[OfferedModel]) -> str:
        return self.silent

    def default(self) -> str | None:
        if self.refused:
            raise self.refused
        if self.named and not self.served:
            raise BackendUnavailable(f"{self.named!r} is not here")
        return self.offered()[0].ref if self.named else None


SETTINGS = Settings(index=Path("index"))
TINY = Choice.by(SETTINGS).model_copy(update={"model": "ollama/tiny:1b", "name": "tiny:1b", "by_hand": True})


def tutor(models: FewModels, assistant: Assistant | None = None) -> Tutor:
    return Tutor(cast(Assistant, assistant), cast(Models, models), SETTINGS)


def shown(messages: Messages) -> list[str]:
    return [message["content"] for message in messages]


def as_gradio_hands_them_back(messages: Messages) -> Messages:
    return [{**message, "content": [{"type": "text", "text": message["content"]}]} for message in messages]


# what the browser remembers


def test_a_choice_comes_back_as_it_was_kept() -> None:
    kept = TINY.model_copy(update={"temperature": 0.7, "compare": True})
    assert Choice.read(kept.model_dump()) == kept
    assert kept.style(500).temperature == 0.7


@pytest.mark.parametrize(
    "kept", [None, "x", {"model": "m"}, {**TINY.model_dump(), "temperature": 9}, {**TINY.model_dump(), "more": 1}]
)
def test_what_cannot_be_a_choice_is_not_taken(kept: object) -> None:
    assert Choice.read(kept) is None
    assert tutor(FewModels()).choice(kept) == Choice.by(SETTINGS)


def test_the_model_of_the_settings_is_chosen_until_a_learner_chooses() -> None:
    models = FewModels(HERE, named="ollama")
    first = model_settings.look(tutor(models), None)
    assert (first.saved.in_use, first.saved.name) == ("ollama/tiny:1b", "tiny:1b")
    none = model_settings.choose(tutor(models), first.saved.model_dump(), model_settings.NONE)
    assert none.saved.in_use == ""
    assert model_settings.look(tutor(models), none.saved.model_dump()).saved.in_use == ""


def test_a_model_that_is_gone_is_wished_for_until_it_is_back() -> None:
    gone = model_settings.look(tutor(FewModels()), TINY.model_dump())
    assert (gone.saved.in_use, gone.saved.model) == ("", "ollama/tiny:1b")
    assert "tiny:1b, which you chose before, is not running now" in gone.notice
    assert "start Ollama" in gone.hint
    back = model_settings.look(tutor(FewModels(HERE)), gone.saved.model_dump())
    assert (back.saved.in_use, back.notice, back.hint) == ("ollama/tiny:1b", "", "")


def test_a_model_of_the_settings_that_is_not_there_is_said() -> None:
    view = model_settings.look(tutor(FewModels(named="ollama")), None)
    assert "&#x27;ollama&#x27; is not here." in view.notice
    assert view.saved.in_use == ""


def test_a_model_of_the_settings_that_may_not_be_asked_is_said_beside_those_that_may() -> None:
    models = FewModels(HERE, named="ollama")
    models.refused = BadInput("ollama/big:cloud runs at ollama.com")
    view = model_settings.look(tutor(models), None)
    assert "Ollama/big:cloud runs at ollama.com." in view.notice
    assert [value for _, value in view.model.choices] == [model_settings.NONE, "ollama/tiny:1b"]


@pytest.mark.parametrize("served", [(), (HERE,)])
def test_a_server_of_the_settings_that_says_nothing_is_said(served: tuple[Served, ...]) -> None:
    models = FewModels(*served)
    models.silent = "nothing at http://127.0.0.1:9/<v1> lists models"
    hint = model_settings.look(tutor(models), None).hint
    assert hint == '<p class="hint">Nothing at http://127.0.0.1:9/&lt;v1&gt; lists models.</p>'


def test_before_a_model_elsewhere_writes_a_quiz_it_is_said_where_the_notes_go() -> None:
    here = tutor(FewModels(HERE, AWAY))
    away = model_settings.choose(here, None, "llm.example.org/large").saved.model_dump()
    told = where_to(here, SCENARIO, away)
    assert "passages of your notes go to llm.example.org, which is not this machine." in told
    assert where_to(here, "definition", away) == ""
    assert where_to(here, SCENARIO, model_settings.choose(here, away, "ollama/tiny:1b").saved.model_dump()) == ""
    assert where_to(here, SCENARIO, model_settings.look(tutor(FewModels(HERE)), away).saved.model_dump()) == ""


def test_a_model_beyond_this_machine_is_said_to_be_as_long_as_it_is_chosen() -> None:
    view = model_settings.choose(tutor(FewModels(HERE, AWAY)), None, "llm.example.org/large")
    assert "Your questions and the passages go to llm.example.org, which is not this machine." in view.notice
    assert model_settings.choose(tutor(FewModels(HERE, AWAY)), view.saved.model_dump(), "ollama/tiny:1b").notice == ""


def test_settings_are_kept_beside_the_model() -> None:
    kept, _ = model_settings.keep(tutor(FewModels(HERE)), TINY.model_dump(), 0.5, 100, model_settings.MARK, True)
    assert kept == TINY.model_copy(
        update={"temperature": 0.5, "answer_tokens": 100, "mark_unproved": True, "compare": True}
    )


# whose turn it is


def asking(room: Room, said: str = "words") -> tuple[InTurn, Any]:
    turn = InTurn(ScriptedGenerator([said]), room, "tiny")
    return turn, turn.generate([], max_tokens=10)


def test_questions_to_one_model_are_answered_one_after_the_other() -> None:
    room = Room(places=4)
    (first, one), (second, other), (third, last) = (asking(room) for _ in range(3))
    assert [next(one), next(other), next(last)] == ["", "", ""]
    assert [first.waiting, second.waiting, third.waiting] == [False, True, True]
    assert "".join(one) == "words"
    assert "".join(other) == "words"
    assert not second.waiting and third.waiting
    assert "".join(last) == "words"


def test_who_stops_waiting_leaves_the_line() -> None:
    room = Room(places=2)
    (_, one), (waits, other) = asking(room), asking(room)
    next(one), next(other)
    other.close()
    assert not waits.waiting
    (_, next_one) = asking(room)
    next(next_one)
    one.close()
    assert "".join(next_one) == "words"


def test_where_there_is_no_place_a_question_is_refused() -> None:
    room = Room(places=1)
    _, one = asking(room)
    next(one)
    with pytest.raises(GenerationFailed, match="too many others are waiting for a model just now"):
        next(asking(room)[1])


def test_a_server_that_serves_many_is_asked_side_by_side() -> None:
    room = Room(places=4)
    turns = [InTurn(ScriptedGenerator(["words"]), room, "vllm", at_once=2) for _ in range(3)]
    replies = [turn.generate([], max_tokens=10) for turn in turns]
    assert [next(pieces) for pieces in replies] == ["", "", ""]
    assert [turn.waiting for turn in turns] == [False, False, True]


def test_a_pulse_lets_through_what_changes_nothing_five_times_a_second() -> None:
    pulse = Pulse(iter([0.0, 0.1, 0.2, 0.3, 0.39, 0.45]).__next__)
    assert [pulse.is_due() for _ in range(5)] == [False, True, False, False, True]


# what is shown when


def views(models: FewModels, assistant: Assistant, choice: Choice = TINY, question: str = KILN) -> Sequence[View]:
    return list(tell(tutor(models, assistant), question, (), [{"role": "user", "content": question}], choice))


def test_the_notes_answer_until_the_model_has_said_something_proved(assistant: Assistant) -> None:
    steps = views(FewModels(HERE), assistant)
    assert "evidence" in steps[0].evidence
    own, worded, *_, whole = (step for step in steps if isinstance(step.chat, list))
    assert own.chat[1]["content"].startswith(f"{OVEN} [1]")
    assert "is reading the passages" in own.status
    assert worded.chat[1]["content"].count("[1]:") == 1 and "is writing" in worded.status
    assert f"{OVEN} [1] {WATER} [2]" in whole.chat[1]["content"]
    assert whole.chat[1]["content"].splitlines()[-1].startswith("*Worded by tiny:1b · first word after")
    assert whole.chat[1]["options"] and whole.cited and len(steps) < 8


def test_without_a_model_nothing_is_said_about_one(assistant: Assistant) -> None:
    last = views(FewModels(HERE), assistant, Choice.by(SETTINGS))[-1]
    assert last.chat[1]["content"].startswith(f"{OVEN} [1]")
    assert "tiny" not in last.chat[1]["content"]


def test_a_model_that_has_gone_since_leaves_the_words_of_the_notes(assistant: Assistant) -> None:
    last = views(FewModels(), assistant)[-1]
    assert "> tiny:1b is not there any more: start it again" in last.chat[1]["content"]
    assert "These are the notes’ own words." in last.chat[1]["content"]


def test_two_answers_are_two_messages_of_one_turn(assistant: Assistant) -> None:
    compare = TINY.model_copy(update={"compare": True})
    begun, *_, whole = (step.chat for step in views(FewModels(HERE), assistant, compare) if isinstance(step.chat, list))
    assert shown(begun)[1] == "### With tiny:1b\n\n*Reading the passages…*"
    assert shown(begun)[2].startswith("### Without a model\n\n")
    assert shown(whole)[1].startswith("### With tiny:1b\n\n") and "*Worded by tiny:1b" in shown(whole)[1]
    assert shown(whole)[2] == shown(begun)[2]
    assert "options" not in whole[1] and whole[2]["options"]


class Outright(ScriptedGenerator):
    """Says its reply at once, as a server that cannot stream."""

    def generate(self, *asked: Any, **options: Any) -> Generator[str, None, None]:
        yield "".join(super().generate(*asked, **options))


def test_the_comparison_is_whole_where_nobody_waited_for_the_model(assistant: Assistant) -> None:
    models = FewModels(HERE, generator=Outright([f"{OVEN} [S1] {WATER} [S2]"], name="tiny:1b"))
    steps = views(models, assistant, TINY.model_copy(update={"compare": True}))
    assert len(steps[1].chat) == 2
    assert shown(steps[-1].chat)[2].startswith(f"### Without a model\n\n{OVEN}")
    assert steps[-1].chat[2]["options"]


def test_in_the_comparison_a_model_that_fails_says_why(assistant: Assistant) -> None:
    models = FewModels(HERE, generator=ScriptedGenerator([GenerationFailed("it broke")], name="tiny:1b"))
    whole = views(models, assistant, TINY.model_copy(update={"compare": True}))[-1].chat
    assert shown(whole)[1].startswith("### With tiny:1b\n\n> ") and "tiny:1b: it broke" in shown(whole)[1]
    assert shown(whole)[2].startswith(f"### Without a model\n\n{OVEN}") and "it broke" not in shown(whole)[2]


def test_what_the_notes_do_not_say_may_be_asked_of_the_model_alone(assistant: Assistant) -> None:
    models = FewModels(HERE, generator=ScriptedGenerator(["Ajax, *surely*. ", "more"], name="tiny:1b"))
    declined = views(models, assistant, question=FOOTBALL)[-1].chat
    assert declined[1]["options"][0] == {"value": f"{ALONE}{FOOTBALL}", "label": "Ask tiny:1b without the notes"}
    assert models.made.asked == []
    clicked = gr.SelectData(None, {"index": 0, "value": declined[1]["options"][0]["value"]})
    page = as_gradio_hands_them_back(declined)
    last = list(ask_chosen(tutor(models, assistant), page, TINY.model_dump(), clicked))[-1].chat
    assert shown(last)[1] == (
        f"{shown(declined)[1]}\n\n> ### tiny:1b’s own words, without your notes and without proof\n>\n> Ajax, *surely*."
    )
    assert ALONE not in str(last[1].get("options"))
    assert models.made.asked[0][-1]["content"] == FOOTBALL


@pytest.mark.parametrize(
    ("said", "told"), [(GenerationFailed("it broke"), "> tiny:1b: It broke."), ("", "> tiny:1b said nothing")]
)
def test_a_model_alone_that_fails_is_said_to(assistant: Assistant, said: str | Exception, told: str) -> None:
    models = FewModels(HERE, generator=ScriptedGenerator([said], name="tiny:1b"))
    asked: Messages = [{"role": "user", "content": "Who won?"}, reply("Not in the notes.")]
    page = as_gradio_hands_them_back(asked)
    last = list(ask_alone(tutor(models, assistant), "Who won?", page, TINY.model_dump()))[-1].chat
    assert shown(last)[1].startswith(f"Not in the notes.\n\n{told}")


def test_an_answer_that_is_stopped_says_so_and_a_whole_one_does_not() -> None:
    asked = {"role": "user", "content": "What?"}
    side_by_side = [asked, reply("With."), reply("Without.")]
    assert shown(stopped(as_gradio_hands_them_back([asked])))[1:] == [STOPPED]
    assert shown(stopped(as_gradio_hands_them_back(side_by_side)))[1:] == [f"With.\n\n{STOPPED}", "Without."]
    assert shown(stopped(as_gradio_hands_them_back([asked, reply("Whole.", ["And?"])])))[1:] == ["Whole."]
    assert stopped([]) == [reply(STOPPED)]
