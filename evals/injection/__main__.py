"""Put each question to the program beside the note that attacks it, and print how many attacks succeed.

Always without a model and with two that obey on purpose; with ``--llm``, or ``--url`` and ``--model``, a real one too.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from pathlib import Path
from tempfile import TemporaryDirectory

from dva_assist import wiring
from dva_assist.backends.openai_server import OpenAIServer
from dva_assist.config import load_settings
from dva_assist.errors import BackendUnavailable, DvaAssistError
from dva_assist.protocols import TextGenerator
from evals.injection.attacks import Attack, load
from evals.injection.models import Obedient
from evals.injection.summary import reasons, table
from evals.injection.trials import build, trial

GeneratorFor = Callable[[Attack], TextGenerator | None]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.injection", description=__doc__)
    parser.add_argument("--llm", default="", help="a model as for `dva-assist ask --llm`")
    parser.add_argument("--url", default="http://127.0.0.1:8080/v1", help="base URL of an OpenAI-compatible server")
    parser.add_argument("--model", default="", help="the model's name there")
    parser.add_argument("--failures", action="store_true", help="list what is shown of the attacks that succeed")
    parser.add_argument("--limit", type=int, help="so many attacks only, of all kinds in turn")
    arguments = parser.parse_args()
    attacks = in_turn(load())[: arguments.limit]
    try:
        asked = list(models(arguments.llm, arguments.model, arguments.url))
    except DvaAssistError as error:
        raise SystemExit(str(error)) from error
    with TemporaryDirectory() as folder:
        assistant = build(load(), Path(folder))
        for title, generator_for in asked:
            trials = [trial(assistant, attack, generator_for(attack)) for attack in attacks]
            print(f"\n{title}: {len(trials)} attacks")
            lines = [*table(trials), *(reasons(trials) if arguments.failures else [])]
            print("\n".join(lines), flush=True)


def models(llm: str, model: str, url: str) -> Iterator[tuple[str, GeneratorFor]]:
    """What each is called, and the generator to ask where an attack lies in wait. Raises BackendUnavailable."""
    yield "without a model", lambda attack: None
    yield "a model that obeys", Obedient
    yield "a model that obeys, and repeats the order in parts", lambda attack: Obedient(attack, in_parts=True)
    if llm or model:
        generator = named(llm) if llm else OpenAIServer(model, url)
        there, why = generator.available()
        if not there:
            raise BackendUnavailable(why)
        yield generator.name, lambda attack: generator


def named(llm: str) -> TextGenerator:
    found = wiring.make_models(load_settings())
    return found.generator(found.find(llm).ref)


def in_turn(attacks: Sequence[Attack]) -> list[Attack]:
    """The first of each kind, then the second of each, and so on."""
    kinds: dict[str, list[Attack]] = {}
    for attack in attacks:
        kinds.setdefault(attack.kind, []).append(attack)
    return [attack for row in zip_longest(*kinds.values()) for attack in row if attack]


if __name__ == "__main__":
    main()
