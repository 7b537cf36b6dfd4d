"""The ledger against botocore's service models, the second source for limits.

``bounds.toml`` says which row of the ledger is held against what of a model: the smallest or largest value of a shape,
or words of its documentation. A model may be wider than the service; then ``differs`` says why, and only then.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal

from botocore.loaders import Loader
from pydantic import BaseModel, ConfigDict

from evals.notes.figures import Figure
from evals.notes.library import Finding
from evals.notes.quantities import Quantity, in_unit, quantities

BOUNDS = Path(__file__).with_name("bounds.toml")
_TAG = re.compile(r"<[^>]+>")


class Bound(BaseModel):
    """Either ``max`` or ``min`` gives the unit in which the model counts, or ``says`` words of its documentation.

    ``unit`` is that of figures in those words which have none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    note: str
    what: str
    cell: Literal["default", "maximum"]
    model: str  # the service as botocore names it
    shape: str  # "MemorySize", or with a member "CreateQueueRequest.Attributes"
    max: str = ""
    min: str = ""
    says: str = ""
    unit: str = "items"
    differs: str = ""

    def allowed(self) -> list[Quantity]:
        """What the model allows. Raises KeyError for a shape, a bound or words that the model does not have."""
        shape = _shape(self.model, self.shape)
        if self.says:
            documentation = " ".join(_TAG.sub(" ", shape.get("documentation", "")).split())
            if self.says not in documentation:
                raise KeyError(f"{self.model} {self.shape} does not say {self.says!r}")
            found = quantities(self.says)
            return [in_unit(one.amount, self.unit) if one.kind == "count" else one for one in found]
        name, unit = ("max", self.max) if self.max else ("min", self.min)
        return [in_unit(float(shape[name]), unit)]


def read_bounds(file: Path = BOUNDS) -> list[Bound]:
    return [Bound.model_validate(entry) for entry in tomllib.loads(file.read_text(encoding="utf-8"))["bound"]]


def against_models(ledger: Sequence[Figure], bounds: Sequence[Bound]) -> Iterator[Finding]:
    rows = {(figure.note, figure.what): figure for figure in ledger}
    for bound in bounds:
        figure = rows.get((bound.note, bound.what))
        if figure is None:
            yield Finding(bound.note, 0, f"bounds.toml names {bound.what!r}, which no limits table has")
            continue
        try:
            allowed = bound.allowed()
        except KeyError as error:
            yield Finding(bound.note, figure.line, f"the model has no such bound: {error}")
            continue
        cell = figure.maximum if bound.cell == "maximum" else figure.default
        agrees = not set(allowed).isdisjoint(quantities(cell))
        if agrees and bound.differs:
            yield Finding(bound.note, figure.line, f"{bound.what} agrees with the model; take its explanation out")
        elif not agrees and not bound.differs:
            amounts = ", ".join(f"{one.amount:g} {one.kind}" for one in allowed)
            yield Finding(
                bound.note, figure.line, f"{bound.what}: {cell!r}, but {bound.model} {bound.shape} has {amounts}"
            )


def _shape(model: str, path: str) -> Mapping[str, Any]:
    name, _, member = path.partition(".")
    shape: Mapping[str, Any] = _shapes(model)[name]
    return shape["members"][member] if member else shape


@cache
def _shapes(model: str) -> Mapping[str, Any]:
    shapes: Mapping[str, Any] = Loader().load_service_model(model, "service-2")["shapes"]
    return shapes
