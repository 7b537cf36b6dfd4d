"""How good the answers are, as HTML: the figures in plain words, by kind of question, and what holds for an index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape as escape_html

from dva_assist.quality import COMMANDS, Group, Measure, MeasuredSet, Quality
from dva_assist.ui.quality_words import AFTER, CLAIMS, KINDS, Claim

EXAMPLE = "note.md#heading"
SHOWN, SERVED = "span shown", "served"  # measures by kind
Groups = Callable[[MeasuredSet], Mapping[str, Group]]
HALVES: dict[str, Groups] = {"half locked": lambda one: one.locked, "half dev": lambda one: one.dev}


@dataclass(frozen=True, slots=True)
class IndexFacts:
    """The index that the page answers from. ``doubts`` are reasons why the figures may not hold for it."""

    encoder: str
    roots: tuple[str, ...]
    notes: int
    sections: int
    chunks: int
    created: str
    threshold: float
    calibrated: str  # on what, and when
    doubts: tuple[str, ...] = ()
    measured_chunks: int = 0  # of the same notes when they were measured; 0: not known
    example: str = EXAMPLE  # id of one of its sections
    command: str = "dva-assist eval FILE.jsonl"


def quality_html(quality: Quality | None, facts: IndexFacts | None, problem: str = "") -> str:
    """Without figures, ``problem`` is why; without facts, nothing is known of the index."""
    figures = _figures(quality, facts) if quality else _missing(problem)
    return (
        '<article class="quality" aria-labelledby="quality-title"><div class="measured">'
        f'<h2 id="quality-title">How good the answers are</h2>{figures}</div>'
        f'<aside aria-labelledby="your-index">{_index(quality, facts)}</aside></article>'
    )


def _missing(problem: str) -> str:
    why = f": {escape_html(problem)}" if problem else ""
    return f'<p class="notice">The figures are missing{why}.</p><p>To make them: {_again()}</p>'


def _again() -> str:
    """How the figures are measured again."""
    commands = " and then ".join(f"<code>{command}</code>" for command in COMMANDS)
    return f"in a checkout of the program, run {commands}, and start the page again."


def _figures(quality: Quality, facts: IndexFacts | None) -> str:
    count = sum(one.answerable + one.others for one in quality.sets)
    notes = " and of ".join(escape_html(one.notes) for one in quality.sets)
    lead = f'<p class="lead">{count:,} questions whose answers are known were asked of {notes}.</p>'
    return (
        f"{lead}{_verdict(facts)}"
        '<p class="meta">Settings were chosen on one half of the questions. The figures here are of the other, the '
        "locked half, on which nothing was ever tuned. The range in brackets says how sure a figure is (95%): the "
        "fewer the questions, the wider.</p>"
        + "".join(_claims(quality.sets, title, claims) for title, claims in CLAIMS.items())
        + _kinds(quality.sets)
        + _all_measures(quality.sets)
        + f'<p class="meta">Measured on {quality.date:%Y-%m-%d} at commit <span class="path">'
        f"{escape_html(quality.commit)}</span>, on {escape_html(quality.machine)}, with the encoder "
        f'<span class="path">{escape_html(quality.encoder)}</span>. To measure again, {_again()}</p>'
    )


def _verdict(facts: IndexFacts | None) -> str:
    if facts is None:
        return ""
    says = (
        "For your index these figures are a guess: see “Your index”."
        if facts.doubts
        else "Your index is of the notes that come along, so their figures hold for it."
    )
    return f'<p class="notice">{says}</p>'


def _title(one: MeasuredSet) -> str:
    return escape_html(one.notes[:1].upper() + one.notes[1:])


def _claims(sets: Sequence[MeasuredSet], title: str, claims: Sequence[Claim]) -> str:
    items = "".join(_claim(sets, claim) for claim in claims)
    if not items:
        return ""
    after = f"<p>{AFTER[title]}</p>" if title in AFTER else ""
    return f'<section><h3>{title}</h3><ul class="claims">{items}</ul>{after}</section>'


def _claim(sets: Sequence[MeasuredSet], claim: Claim) -> str:
    measured = [
        (one, group.measures[claim.measure])
        for one in sets
        if (group := one.locked.get(claim.group)) and claim.measure in group.measures
    ]
    figures = "".join(
        f'<div class="figure">{_share(m, claim.fewer_is_better)}'
        f'<p class="meta">{_title(one)}<br>{escape_html(claim.of(one))}</p></div>'
        for one, m in measured
    )
    fewer = ' <span class="meta">(fewer is better)</span>' if claim.fewer_is_better else ""
    says = f'<p class="says">{claim.says}{fewer}</p>'
    return f'<li>{says}<div class="figures">{figures}</div></li>' if figures else ""


def _share(measure: Measure, fewer_is_better: bool = False) -> str:
    """ "82 of 100 (77 to 87)" and its bar."""
    value, low, high = _hundredths(measure)
    share = f'<p class="share"><b>{value}</b> of 100 <span class="range">({low} to {high})</span></p>'
    return share + _bar(measure, "scale fewer" if fewer_is_better else "scale")


def _bar(measure: Measure, classes: str = "scale") -> str:
    value, low, high = _hundredths(measure)
    return f'<div class="{classes}" aria-hidden="true" style="--value:{value}%;--low:{low}%;--high:{high}%"></div>'


def _hundredths(measure: Measure) -> tuple[int, ...]:
    return tuple(round(100 * min(1.0, max(0.0, number))) for number in measure)


def _kinds(sets: Sequence[MeasuredSet]) -> str:
    asked = _by_kind(sets, "Questions that the notes answer", "words that answer are shown", lambda s: s.kinds, SHOWN)
    absent = _by_kind(
        sets,
        "Questions that the notes do not answer",
        "declined, or put right with a quote",
        lambda s: s.absent,
        SERVED,
    )
    if not asked and not absent:
        return ""
    note = "Out of 100, over both halves together. Some kinds have few questions, so their ranges are wide."
    return f'<section><h3>By kind of question</h3><p class="meta">{note}</p>{asked}{absent}</section>'


def _by_kind(sets: Sequence[MeasuredSet], title: str, what: str, groups: Groups, measure: str) -> str:
    """One row for each kind, the best of the first set first."""
    found = {
        kind: [_measured(groups(one).get(kind), measure) for one in sets]
        for kind in dict.fromkeys(kind for one in sets for kind in groups(one))
    }
    found = {kind: figures for kind, figures in found.items() if any(figures)}
    if not found:
        return ""

    def order(kind: str) -> tuple[float, ...]:
        return tuple(-figure[1].value if figure else 1.0 for figure in found[kind])

    heads = "".join(f'<th scope="col">{_title(one)}</th>' for one in sets)
    rows = "".join(
        f'<tr><th scope="row">{escape_html(KINDS.get(kind, kind.replace("-", " ")))}</th>'
        + "".join(_cell(figure) for figure in found[kind])
        + "</tr>"
        for kind in sorted(found, key=order)
    )
    return (
        f'<table class="kinds"><caption>{title} <span class="meta">({what})</span></caption>'
        f'<thead><tr><th scope="col">Kind</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    )


def _measured(group: Group | None, measure: str) -> tuple[int, Measure] | None:
    return (group.questions, group.measures[measure]) if group and measure in group.measures else None


def _cell(figure: tuple[int, Measure] | None) -> str:
    if figure is None:
        return '<td class="meta">not asked</td>'
    questions, measure = figure
    value, low, high = _hundredths(measure)
    return (
        f'<td><p class="share"><b>{value}</b> <span class="range">({low} to {high})</span> '
        f'<span class="asked">{questions} asked</span></p>{_bar(measure)}</td>'
    )


def _all_measures(sets: Sequence[MeasuredSet]) -> str:
    """Every figure of both halves under the names that the evals give them."""
    rows = "".join(_measure_rows(sets))
    if not rows:
        return ""
    heads = "".join(f'<th scope="col">{_title(one)}, {half}</th>' for one in sets for half in HALVES)
    return (
        "<details><summary>All measures, as the evals name them</summary>"
        '<p class="meta">Shares of 1, with 95% bootstrap intervals. <code>evals/README.md</code> says what each '
        "means.</p>"
        '<div class="wide" tabindex="0" role="region" aria-label="All measures">'
        f'<table><thead><tr><th scope="col">Measure</th>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        "</div></details>"
    )


def _measure_rows(sets: Sequence[MeasuredSet]) -> Iterator[str]:
    columns = [half(one) for one in sets for half in HALVES.values()]
    names = dict.fromkeys((name, measure) for c in columns for name, group in c.items() for measure in group.measures)
    for name, measure in names:
        cells = [_measured(column.get(name), measure) for column in columns]
        shown = "".join(
            f"<td>{c[1].value:.2f} <span>({c[1].low:.2f}–{c[1].high:.2f})</span></td>" if c else "<td></td>"
            for c in cells
        )
        yield f'<tr><th scope="row">{escape_html(f"{name}: {measure}")}</th>{shown}</tr>'


def _index(quality: Quality | None, facts: IndexFacts | None) -> str:
    title = '<h3 id="your-index">Your index</h3>'
    if facts is None:
        return f"{title}<p>The index cannot be looked at; <code>dva-assist doctor</code> says why.</p>"
    roots = "<br>".join(f'<span class="path">{escape_html(root)}</span>' for root in facts.roots)
    rows = {
        "Notes": f"{facts.notes:,}{' from<br>' if roots else ''}{roots}",
        "Sections": f"{facts.sections:,}",
        "Chunks": f"{facts.chunks:,}",
        "Made": escape_html(facts.created),
        "Encoder": f'<span class="path">{escape_html(facts.encoder)}</span>',
        "Declines": f"below a confidence of {facts.threshold:.2f}, set on {escape_html(facts.calibrated)}",
    }
    items = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in rows.items())
    return f"{title}<dl>{items}</dl>{_holds(facts) if quality else ''}{_measure_yours(facts)}"


def _holds(facts: IndexFacts) -> str:
    if facts.doubts:
        doubts = "".join(f"<li>{escape_html(doubt)}</li>" for doubt in facts.doubts)
        return f"<h4>The figures are a guess for it</h4><ul>{doubts}</ul>"
    edited = facts.measured_chunks and facts.measured_chunks != facts.chunks
    since = f" They have been edited since: they had {facts.measured_chunks:,} chunks then." if edited else ""
    return f"<h4>The figures hold for it</h4><p>They were measured on these notes, with this encoder.{since}</p>"


def _measure_yours(facts: IndexFacts) -> str:
    """What to do about notes of one's own."""
    line = json.dumps({"question": "A question of yours", "gold": [facts.example]}, ensure_ascii=False)
    return (
        "<h4>Measure it yourself</h4>"
        "<p>Write down questions whose answers you know, fifty or more, one a line, each with the sections that answer "
        f"it:</p><pre>{escape_html(line)}</pre>"
        "<p>A section is named by its note and its headings; <code>dva-assist search QUESTION --json</code> shows the "
        f"names as <code>section_id</code>. Then run</p><pre>{escape_html(facts.command)}</pre>"
        "<p>It says how often the section that answers is found first, and among the first three and five.</p>"
    )
