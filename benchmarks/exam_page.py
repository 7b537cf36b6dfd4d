"""The Exam tab over HTTP, as its page in a browser uses it: the same handlers, values and session, and no browser.

What is not queued Gradio's page (6.31) sends as one request: which handler, the values of its inputs in order, and the
session. What comes back belongs to its outputs in order, each a value or an update of some properties.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from httpx2 import AsyncClient

from dva_assist.ui.learner import KEPT_AS

PREDICT, HEARTBEAT = "/gradio_api/run/predict", "/gradio_api/heartbeat"
USED = (
    ("exam-which", "input"),
    ("exam-begin", "click"),
    ("exam-begin", "then"),
    ("exam-one", "input"),
    ("exam-several", "input"),
    ("exam-next", "click"),
    ("exam-sure", "click"),
)
HALF_SAVED = re.compile(r"Saved: \d+ of \d+ chosen")


@dataclass(frozen=True, slots=True)
class Handler:
    """``trigger`` is the number of the component, ``inputs`` and ``outputs`` are the names of components."""

    id: int
    trigger: int | None
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """What all pages have in common: the handlers in use, by name and event, and what components are like at first.

    The name of a component is its ``elem_id``, or what the browser keeps it as. Numbers shift with every new one.
    """

    handlers: Mapping[tuple[str, str], Handler]
    properties: Mapping[str, Mapping[str, Any]]

    @classmethod
    def of(cls, config: Mapping[str, Any]) -> Layout:
        """From the ``/config`` of the page. Raises RuntimeError where a handler is not there, or there twice."""
        names = {one["id"]: _name(one) for one in config["components"]}
        handlers = {key: _handler(config, names, *key) for key in USED}
        used = {name for one in handlers.values() for name in (*one.inputs, *one.outputs)}
        properties = {names[one["id"]]: one["props"] for one in config["components"] if names[one["id"]] in used}
        return cls(handlers, properties)


class ExamPage:
    """The page of one learner. Every method that asks the server gives the milliseconds to the whole reply.

    Each raises RuntimeError where the server answers with an error or not as it should, and what httpx2 raises where
    it does not answer; then the page is as before, and the same may be tried again.
    """

    def __init__(self, layout: Layout, learner: str) -> None:
        self._handlers = layout.handlers
        self._properties = {name: dict(properties) for name, properties in layout.properties.items()}
        self._properties[KEPT_AS]["value"] = learner
        self.learner = learner
        self._session = learner.replace(" ", "-")

    @property
    def sitting(self) -> str:
        return self._place[0]

    @property
    def at(self) -> int:
        """The position of the question that is shown."""
        return int(self._place[1])

    @property
    def options(self) -> list[int]:
        return [value for _, value in self._properties[self._choices]["choices"]]

    async def start(self, client: AsyncClient, exam: str) -> float:
        """A short exam; the milliseconds are those of drawing it."""
        self._properties["exam-which"]["value"] = exam
        await self._fire(client, "exam-which", "input")
        self._properties["exam-length"]["value"] = "short"
        await self._fire(client, "exam-begin", "click")
        elapsed = await self._fire(client, "exam-begin", "then")
        if not self.value("exam-place"):
            raise RuntimeError(f"{self.learner} could not start an exam: {self.value('exam-message')}")
        return elapsed

    async def choose(self, client: AsyncClient, chosen: tuple[int, ...]) -> float:
        """Choose one option more, and see that the page says that it is saved."""
        several = self._choices == "exam-several"
        self._properties[self._choices]["value"] = list(chosen) if several else chosen[-1]
        self._properties["exam-saved"]["value"] = ""
        elapsed = await self._fire(client, self._choices, "input")
        if "Saved" not in self.value("exam-saved"):
            raise RuntimeError(f"{self.learner}: a reply is not said to be saved: {self.value('exam-saved')}")
        return elapsed

    @property
    def has_whole_reply(self) -> bool:
        """Whether as many options as the question asks for are said to be saved."""
        return not HALF_SAVED.search(self.value("exam-saved"))

    async def go_on(self, client: AsyncClient) -> float:
        """To the next question."""
        wanted = self.at + 1
        elapsed = await self._fire(client, "exam-next", "click")
        if self.at != wanted:
            raise RuntimeError(f"{self.learner} is at question {self.at + 1}, not {wanted + 1}")
        return elapsed

    async def hand_in(self, client: AsyncClient) -> float:
        elapsed = await self._fire(client, "exam-sure", "click")
        if "<h2" not in (self.value("exam-result") or ""):
            raise RuntimeError(f"{self.learner} is shown no result: {self.value('exam-message')}")
        return elapsed

    async def stay_open(self, client: AsyncClient) -> None:
        """The stream by which Gradio knows that a page is open; never ends by itself."""
        async with client.stream("GET", f"{HEARTBEAT}/{self._session}") as beats:
            async for _ in beats.aiter_raw():
                pass

    def value(self, name: str) -> Any:
        return self._properties[name].get("value")

    @property
    def _place(self) -> list[str]:
        return str(self.value("exam-place")).split("/")

    @property
    def _choices(self) -> str:
        return "exam-one" if self._properties["exam-one"]["visible"] else "exam-several"

    async def _fire(self, client: AsyncClient, name: str, event: str) -> float:
        handler = self._handlers[name, event]
        body = {
            "data": [self.value(one) for one in handler.inputs],
            "event_data": None,
            "fn_index": handler.id,
            "trigger_id": handler.trigger,
            "session_hash": self._session,
        }
        began = time.perf_counter()
        response = await client.post(PREDICT, json=body)
        elapsed = 1_000 * (time.perf_counter() - began)
        if response.status_code != 200:
            raise RuntimeError(f"{self.learner}, {name} {event}: {response.status_code} {response.text[:500]}")
        for output, value in zip(handler.outputs, response.json()["data"], strict=True):
            self._put(output, value)
        return elapsed

    def _put(self, name: str, value: Any) -> None:
        update = isinstance(value, dict) and value.get("__type__") == "update"
        self._properties[name] |= value if update else {"value": value}


def _name(component: Mapping[str, Any]) -> str:
    properties = component["props"]
    return properties.get("elem_id") or properties.get("storage_key") or f"number {component['id']}"


def _handler(config: Mapping[str, Any], names: Mapping[int, str], name: str, event: str) -> Handler:
    """What happens upon the event, or after what happens upon a click ("then")."""
    if event == "then":
        first = _handler(config, names, name, "click").id
        found = [one for one in config["dependencies"] if one["trigger_after"] == first]
    else:
        found = [one for one in config["dependencies"] if [name, event] in _targets(one, names)]
    if len(found) != 1:
        raise RuntimeError(
            f"the page has {len(found)} handlers of {name} {event}, not one; see benchmarks/exam_page.py"
        )
    [one] = found
    if one["queue"]:
        raise RuntimeError(f"{name} {event} goes through Gradio's queue now; see benchmarks/exam_page.py")
    inputs, outputs = (tuple(names[number] for number in one[side]) for side in ("inputs", "outputs"))
    return Handler(one["id"], one["targets"][0][0], inputs, outputs)


def _targets(dependency: Mapping[str, Any], names: Mapping[int, str]) -> list[list[str]]:
    return [[names.get(number, ""), event] for number, event in dependency["targets"]]
