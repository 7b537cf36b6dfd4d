"""Whether the code in the notes is valid in its language. CloudFormation and SAM templates go through cfn-lint."""

from __future__ import annotations

import ast
import json
import subprocess
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import yaml
from cfnlint import api as cfnlint

from evals.notes.library import CorpusNote, Finding, Fragment

REGION = "us-east-1"
# What no parser here can check: shown as it is.
FREE = frozenset({"text", "http", "dockerfile", "graphql", "sql", "ini", "toml", "typescript", "javascript", "java"})


class _Cloud(yaml.SafeLoader):
    """YAML with CloudFormation's short forms (!Ref, !Sub ...)."""


def _short_form(loader: yaml.SafeLoader, suffix: str, node: yaml.Node) -> Any:
    match node:
        case yaml.ScalarNode():
            return {suffix: loader.construct_scalar(node)}
        case yaml.SequenceNode():
            return {suffix: loader.construct_sequence(node, deep=True)}
        case yaml.MappingNode():
            return {suffix: loader.construct_mapping(node, deep=True)}


_Cloud.add_multi_constructor("!", _short_form)


def fragments(notes: Mapping[str, CorpusNote]) -> Iterator[Finding]:
    for note in notes.values():
        for fragment in note.fragments:
            if problem := check(fragment):
                yield Finding(note.name, fragment.line, " ".join(problem.split()))


def check(fragment: Fragment) -> str:
    """What is wrong with the fragment, or nothing."""
    if fragment.language in FREE:
        return ""
    if fragment.language not in CHECKS:
        return f"a fragment in {fragment.language or 'no named language'}, which nothing checks"
    return CHECKS[fragment.language](fragment.text)


def _json(text: str) -> str:
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        return f"no JSON: {error}"
    return _template(text) if isinstance(value, dict) and isinstance(value.get("Resources"), dict) else ""


def _yaml(text: str) -> str:
    try:
        values = list(yaml.load_all(text, Loader=_Cloud))
    except yaml.YAMLError as error:
        return f"no YAML: {error}"
    for value in values:
        if isinstance(value, dict) and isinstance(value.get("Resources"), dict):
            return _template(text)
    return ""


def _template(text: str) -> str:
    matches = cfnlint.lint(text, regions=[REGION])
    return "; ".join(f"{match.rule.id} {match.message}" for match in matches)


def _bash(text: str) -> str:
    found = subprocess.run(["bash", "-n"], input=text, text=True, capture_output=True, check=False)
    return f"no shell: {found.stderr}" if found.returncode else ""


def _python(text: str) -> str:
    try:
        ast.parse(text)
    except SyntaxError as error:
        return f"no Python: {error}"
    return ""


CHECKS: Mapping[str, Callable[[str], str]] = {"json": _json, "yaml": _yaml, "bash": _bash, "python": _python}
