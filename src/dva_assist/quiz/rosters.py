"""Bulleted lists whose lead-in says what they are a list of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from dva_assist.quiz.definitions import is_aside
from dva_assist.quiz.facts import Member, Origin, Roster
from dva_assist.quiz.patterns import is_term
from dva_assist.quiz.tables import Row, tables
from dva_assist.quiz.wording import (
    BLANK,
    VERB_NOT_NOUN,
    VERBS,
    balanced,
    content,
    is_plural,
    key_of,
    lower_article,
    lower_first,
    quoted,
)
from dva_assist.types import Sentence, SentenceKind

_NOT_A_SET = re.compile(
    r"\b(?:order|steps?|sequence|examples?|rules?|procedure|how to|arithmetic|advice|tips|conditions|restrictions|"
    r"practices|reasons|requirements|measures|differences|facts|limits|limitations|consequences|cases|situations|"
    r"habits|precautions|main|usual|common|typical|important|most often)\b",
    re.IGNORECASE,
)
_EMPTY_NOUNS = ("kinds", "types", "forms", "parts", "things")
_POINTS_BACK = re.compile(r"(?:It|They|This|In addition|However|Also|You (?:might|may))\b")
_COUNT = r"(?:two|three|four|five|six|seven|eight|nine|ten|\d+|several)"
_THESE = r"(?:these|the following)"
_BY = r"in|with|by|from|for|on|at|through|to|as"
_NOUNS = r"(?P<noun>(?:[\w-]+ ){0,3}?[\w-]+[a-z](?<![su])s)"
_GIVES = (
    r"(?:has|have|provides?|supports?|offers?|includes?|introduces?|needs?|requires?|records?|uses?|accepts?|takes?)"
)
# Lead-ins and the name of the list that follows from each.
_NAMES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(?:These|The following) are (?:the )?(?P<title>.+):$"), "the {title}"),
    (re.compile(rf"^(?:These|The following) {_NOUNS} (?P<rest>[a-z]+ .+):$"), "the {noun} that {rest}"),
    (re.compile(r"^(?P<title>The .+?) (?:are|include)(?: all)?(?: (?:these|the following|as follows))?:$"), "{title}"),
    (
        re.compile(rf"^(?P<start>.+) (?P<by>{_BY}) {_THESE} {_NOUNS}(?P<rest>| .+):$"),
        "the {noun} {by} which {start}{rest}",
    ),
    (re.compile(rf"^(?P<start>.+?) {_THESE} {_NOUNS}(?P<rest> of .+):$"), "the {noun}{rest} that {start}"),
    (re.compile(rf"^(?P<start>.+?) {_THESE} {_NOUNS}(?P<rest>| .+):$"), "the {noun} that {start}{rest}"),
    (re.compile(rf"^(?P<start>.+? {_GIVES}) {_COUNT} {_NOUNS}(?P<rest> of .+):$"), "the {noun}{rest} that {start}"),
    (re.compile(rf"^(?P<start>.+? {_GIVES}) {_COUNT} {_NOUNS}(?P<rest>| .+):$"), "the {noun} that {start}{rest}"),
)
_OPEN = re.compile(r"^(?P<start>.+? (?:to|include|includes|provides|do))(?: (?:the following|these))?:$")
_LEADING_TERM = re.compile(r"^(?:(?:An?|The) (?=[a-z]))?(?P<term>[\w`.$][^:;–—,]{1,60}?)(?::| [-–—])\s")
_CODE = re.compile(r"^[-*+\s]*`(?P<term>[^`]+)`")
_ACTION = re.compile(
    r"^(?:Add|Allow|Analyz|Attach|Authenticat|Build|Call|Check|Collect|Configur|Control|Copy|Creat|Decrypt|Defin|Delet|"
    r"Deploy|Detect|Determin|Diagnos|Disabl|Edit|Enabl|Encrypt|Enforc|Export|Filter|Generat|Get|Grant|Graph |Identify|"
    r"Import|Invok|Limit|List |Log|Manag|Monitor|Mov|Open|Protect|Provid|Publish|Read|Record|Reduc|Replac|Rotat|Rout|"
    r"Run|Search|Send|Set |Share|Stor|Test|Track|Transform|Updat|Use|Validat|Verify|Writ)\w*"
)
_SUBJECT = re.compile(
    rf"^(?:(?:An?|The) )?(?P<term>[^,;:.]{{2,60}}?) (?:{'|'.join(VERBS)}|is|are|means){VERB_NOT_NOUN} "
)
_FINITE = re.compile(
    rf"\b(?:{'|'.join(VERBS)}|is|are|was|were|can|cannot|may|must|should|will|has|have|does|do|needs?|gives?|runs?|makes?|sets?|you|we|it)\b"
)
MAX_WORDS = 12
FEWEST_ROWS = 3
_LISTED = re.compile(
    r"(?:[\w-]+ )?(?:state|status|mode|type|policy|strategy|setting|operation|option|action|phase|command|"
    r"method|endpoint|function|event|hook|tier|class|parameter|header|key|variable|level|role|attribute|pattern)s?",
    re.IGNORECASE,
)
_COMPARED = re.compile(r"(?: compared| and \w+)$")


def rosters(origin: Origin) -> Iterator[Roster]:
    """Lists of at least three members; a list whose order matters is no roster."""
    if is_aside(origin):
        return
    yield from _of_tables(origin)
    lead: Sentence | None = None
    for _, block in groupby(origin.section.sentences, key=lambda sentence: sentence.block):
        sentences = list(block)
        first = sentences[0]
        if first.kind is SentenceKind.ITEM and lead is not None and not first.ordered:
            members = tuple(filter(None, (_member(item) for item in _outer(sentences))))
            question = _question(origin, " ".join(lead.plain.split()))
            if question and len(members) >= 2:
                yield Roster(origin, lead, members, question)
        last = sentences[-1]
        lead = last if last.kind is SentenceKind.PROSE and last.plain.rstrip().endswith(":") else None


def _of_tables(origin: Origin) -> Iterator[Roster]:
    """Tables whose rows are things of one kind, which the heading names: "Routing policies compared"."""
    for table in tables(origin.section):
        if not _LISTED.fullmatch(table.heads[0]) or len(table.rows) < FEWEST_ROWS:
            continue
        head = next(one for one in origin.section.sentences if one.block == table.rows[0].sentence.block)
        name = f"the {lower_first(_COMPARED.sub('', origin.section.heading)).removeprefix('the ')}"
        noun = re.split(r" (?:of|for|in|on|that|with) ", name)[0].split()[-1]
        members = tuple(Member(row.cells[0], row.sentence, _row_form(row)) for row in table.rows if _is_name(row))
        if is_plural(noun) and key_of(noun) == key_of(table.heads[0])[-1:] and len(members) >= FEWEST_ROWS:
            question = f"{_context(origin, name)}hich of these is one of {name}?"
            yield Roster(origin, head, members, question)


def _is_name(row: Row) -> bool:
    return 1 <= len(row.cells[0].split()) <= 5 and not re.search(r"[,;:?]|\bor\b|\band\b", row.cells[0])


def _row_form(row: Row) -> str:
    return "code" if f"`{row.cells[0]}`" in row.sentence.text else "term"


def _outer(sentences: list[Sentence]) -> Iterator[Sentence]:
    """The first sentence of each item of the outermost level."""
    line = 0
    for sentence in sentences:
        if sentence.kind is SentenceKind.ITEM and sentence.depth == 0 and _begins_item(sentence, line):
            yield sentence
        line = sentence.line_end


def _begins_item(sentence: Sentence, line_before: int) -> bool:
    return sentence.line_start > line_before


def _member(sentence: Sentence) -> Member | None:
    text = " ".join(sentence.plain.split())
    if code := _CODE.match(sentence.text):
        return Member(code["term"], sentence, "code")
    for pattern in (_LEADING_TERM, _SUBJECT):
        if (match := pattern.match(text)) and len(match["term"].split()) <= 6 and is_term(match["term"]):
            term = match["term"].strip()
            return Member(term, sentence, "action" if _ACTION.match(text) else "term")
    short = text.rstrip(".;, ")
    if not 1 <= len(short.split()) <= MAX_WORDS or not balanced(short) or re.search(r"[.;:] ", short):
        return None
    if _ACTION.match(short):
        return Member(short, sentence, "action")
    if _FINITE.search(short) or short.startswith("Choose"):
        return None
    return Member(short, sentence, "phrase" if len(short.split()) > 4 else "term")


def _question(origin: Origin, lead: str) -> str | None:
    """ "EC2 provides the following features:" -> "Which of these is one of the features that EC2 provides?" """
    if _NOT_A_SET.search(lead) or _POINTS_BACK.match(lead) or ", and " in lead:
        return None
    start = _context(origin, lead)
    lead = re.sub(r"\b(has|have|in|by|into|as) one of (these|the following)\b", r"\1 \2", lead)
    lead = re.sub(r"^((?:From|In|With|Using|On) [^,]+), (.+?) (these|the following) ([\w -]+?s)\b", _moved, lead)
    for pattern, name in _NAMES:
        if match := pattern.match(lead):
            if "title" in match.groupdict() and not _is_told(match["title"]):
                return None
            parts = {part: lower_article(text) for part, text in match.groupdict().items()}
            if parts.get("noun") in _EMPTY_NOUNS and " of " not in parts["rest"] and "{by}" not in name:
                return None  # kinds of what?
            return f"{start}hich of these is one of {name.format(**parts)}?"
    if match := _OPEN.match(lead):
        return f"{start}hich of these completes the statement {quoted(match['start'] + ' ' + BLANK)}?"
    return None


def _is_told(title: str) -> bool:
    """Whether a name says what is listed: "the kinds of data node", but not "the preference types"."""
    words = len(content(re.sub(_COUNT, "", title)))
    return words >= 3 or (words == 2 and " of " in title)


def _moved(match: re.Match[str]) -> str:
    """ "From the console, you can see these items" -> "You can see these items from the console" """
    return f"{match[2]} {match[3]} {match[4]} {lower_first(match[1])}"


def _context(origin: Origin, lead: str) -> str:
    names = set(re.findall(r"[A-Z][\w-]*", origin.subject)) - {"AWS", "Amazon"}
    return "W" if names & set(re.findall(r"[\w-]+", lead)) else f"In {origin.spoken}, w"
