"""Questions that are answered in writing: a figure, or the term that a definition lacks."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from random import Random

from dva_assist.quiz.amounts import Amount, write
from dva_assist.quiz.assembly import CLOZE, FILL_NUMBER, Option, item
from dva_assist.quiz.book import FactBook
from dva_assist.quiz.distractors import is_round
from dva_assist.quiz.facts import Definition, Figure, Form
from dva_assist.quiz.items import ask, says
from dva_assist.quiz.leads import lead_in
from dva_assist.quiz.patterns import is_lone, says_little
from dva_assist.quiz.rules_clues import parts
from dva_assist.quiz.typed import MOST_SLIPS, could_be_slip
from dva_assist.quiz.wording import (
    BLANK,
    OWNER,
    SCREEN,
    contains,
    content,
    ended,
    is_name,
    key_of,
    lower_article,
    lower_first,
    mask,
    quoted,
    short_forms,
    shown,
    similarity,
    tokens,
)
from dva_assist.types import QuizItem, ReplyForm

_ASKS = re.compile(r"which value|what is (?:the [a-z]+(?: value| quota)?)")
_ARTICLE = re.compile(r"(?:an?|the) ", re.IGNORECASE)
_MAKER = re.compile(r"^(?:AWS|Amazon) ")
_KIND_AT_END = re.compile(
    r" (?:operation|action|call|address|service|feature|API|command|option|parameter|attribute|property|header|section"
    r"|pattern)$",
    re.IGNORECASE,
)
_PARTS_JOINED = re.compile(r"\b(life|time|fail|name|data|cut)-(?=cycle|out|over|space|base)", re.IGNORECASE)
_TELLS_WHAT = (Form.NOUN, Form.VERB, Form.CLAUSE)
MOST_WORDS = 4  # of a term that is typed
TELLING = 5  # content words of a definition that leads to one term only
ALIKE = 0.3
VARIANTS = (  # what everybody takes for the same
    ("lifecycle management", "lifecycle policy", "lifecycle rule", "lifecycle rules", "lifecycle configuration"),
    ("db instance", "database instance", "RDS instance"),
)
OF_ONE_FAMILY = 0.1  # likeness from which two terms with a word in common fit one sentence


def fill_number(fact: Figure, book: FactBook, rng: Random) -> QuizItem | None:
    """The stem says in which unit the figure is wanted; it may be given in another one all the same."""
    amount = fact.amount
    if not is_round(amount.value):
        return None  # nobody need know 1,002 by heart
    hint = _hint(amount)
    stem = _ASKS.sub(lambda found: f"{found[0]}{hint}", fact.question, count=1)
    bare = write(amount.value)
    plain = (bare, bare.replace(",", ""), amount.written().replace(",", ""))
    accepted = tuple(name for name in dict.fromkeys(plain) if name != amount.written())
    option = Option(amount.written(), ended(fact.sentence.plain), fact.origin, fact.sentence)
    return _typed(FILL_NUMBER, stem, option, accepted)


def _hint(amount: Amount) -> str:
    """ ", in seconds,", or nothing for a count whose noun stands in the sentence."""
    if not amount.unit:
        return ""
    if amount.unit == "%":
        return ", in percent,"
    if re.match(r"(?:per|a|each) ", amount.unit):
        return f", as a number {amount.unit},"
    return f", as a number of {amount.plural}," if amount.dimension.startswith(("count", "rate")) else _in(amount)


def _in(amount: Amount) -> str:
    return f", in {amount.plural},"


def cloze(fact: Definition, book: FactBook, rng: Random) -> QuizItem | None:
    """A definition without its term, where no other term of the notes fits or is a slip of the pen away."""
    body = mask(fact.body, fact.term)
    if fact.form not in (Form.NOUN, Form.VERB) or BLANK in body or len(content(body)) < TELLING:
        return None
    term = re.sub(r"\s*\([^)]*\)", "", fact.term).strip()
    if SCREEN.search(term):
        return None
    if len(term.split()) > MOST_WORDS or is_lone(term) or not _is_the_name(term, fact) or _has_rival(fact, book):
        return None
    if fact.form is Form.NOUN and not fact.body[:1].islower() and not _ARTICLE.match(fact.body):
        return None  # "The types are EC2, ELB and EBS"
    if fact.form is Form.VERB and says_little(fact.body):
        return None
    names = tuple(_names(fact, term, book))
    if any(could_be_slip(other, name) for name in (term, *names) for other in _other_terms(fact, names, name, book)):
        return None
    start = _field(fact, (term, *names), body)
    if start is None:
        return None
    bare = _bare(term, names)
    asked = "service" if _MAKER.match(fact.term) else f"term ({_initials(bare)})"
    stem = ask(start, f"which {asked} is missing here: {quoted(_sentence(fact, body))}?")
    answer = Option(shown(bare, fact.sentence.text), says(fact), fact.origin, fact.sentence)
    said = tuple(tokens(body))  # what the sentence says is no name of what is missing: "a Velocity (VTL) script"
    fresh = [name for name in (term, *names) if not contains(said, key_of(name))]
    others = {key_of(name): name for name in fresh if key_of(name) != key_of(answer.text)}
    return _typed(CLOZE, stem, answer, tuple(others.values()))


def _bare(term: str, names: Sequence[str]) -> str:
    """The term without the service before it, where it goes without: "instance" for "EC2 instance"."""
    return min((term, *(name for name in names if term.endswith(f" {name}"))), key=len)


def _initials(term: str) -> str:
    """ "two words: M… T…": nobody can list all names of a thing, but few begin alike.

    >>> _initials("mutual TLS"), _initials("shard")
    ('two words: m… T…', 'one word: s…')
    """
    words = term.split()
    number = ("one word", "two words", "three words", "four words")[len(words) - 1]
    return f"{number}: {' '.join(f'{word[0]}…' for word in words)}"


def _is_the_name(term: str, fact: Definition) -> bool:
    """A name, one word, or what heads the section: other words have synonyms that nobody can list."""
    words = _MAKER.sub("", term).split()
    named = any(map(is_name, words)) or f"`{fact.term}`" in fact.sentence.text
    return named or len(words) == 1 or key_of(term) == key_of(fact.origin.section.heading)


def _sentence(fact: Definition, body: str) -> str:
    article = {"a": "A(n) ", "an": "A(n) ", "the": "The "}.get(fact.article, "")
    _, _, after = fact.sentence.plain.partition(fact.term)
    owner = found[0] if (found := re.match(OWNER, after)) else ""  # "A session | in AgentCore Runtime"
    if fact.form is Form.VERB:
        return f"{article}{BLANK}{owner} {body[:1].lower()}{body[1:]}"
    return f"{article}{BLANK}{owner} {'are' if fact.plural else 'is'} {lower_article(body)}"


def _field(fact: Definition, names: Sequence[str], body: str) -> str | None:
    """ "In Amazon Kinesis, ", nothing where that tells every name of the term, None where then no field is named."""
    subject = parts(fact.origin.subject)
    if any(not subject & parts(name) for name in names):
        return lead_in(fact.origin)
    return "" if any(map(is_name, body.split()[1:])) and len(content(body)) > TELLING else None


def _names(fact: Definition, term: str, book: FactBook) -> Iterator[str]:
    """Short forms, other names, and the name with and without what may go with it."""
    names = dict.fromkeys([term, *short_forms(fact.term), *_other_names(term, book)])
    names |= dict.fromkeys(_MAKER.sub("", name) for name in tuple(names))
    text = _text_about(fact, book)
    for name in tuple(names):
        names |= dict.fromkeys(_shorter(name, fact, book, text))
    names |= dict.fromkeys(_longer(term, fact, book, text))
    names |= dict.fromkeys(spelled for name in tuple(names) for spelled in _spellings(name))
    names |= dict.fromkeys(
        other
        for kin in VARIANTS
        if term.lower() in map(str.lower, kin)
        for other in kin
        if other.lower() != term.lower()
    )
    yield from (name for name in names if name != term)


def _other_names(term: str, book: FactBook) -> Iterator[str]:
    """Those of the glossary; of a service only names, for it is not what it is a case of ("infrastructure as code")."""
    is_service = key_of(_MAKER.sub("", term)) in book.services
    if term.isupper() and not any(_spells(name, term) for name in book.other_names.get(key_of(term), ())):
        return  # those of another short form with the same stem: ACME is not ACM
    yield from (name for name in book.other_names.get(key_of(term), ()) if not is_service or is_name(name.split()[0]))


def _spells(name: str, short: str) -> bool:
    """Whether the words of a name begin with the letters of a short form, its maker and small words aside."""
    words = [word for word in re.findall(r"[A-Za-z]\w*", name) if word.lower() not in ("of", "for", "and", "the", "to")]
    bare = words[1:] if words[:1] in (["AWS"], ["Amazon"]) else words
    return any("".join(word[0] for word in some).upper() == short for some in (words, bare))


def _text_about(fact: Definition, book: FactBook) -> str:
    sections = {one.origin.section.id: one.origin.section for one in book.by_subject[fact.origin.subject]}
    return "\n".join(" ".join(line.plain.split()) for section in sections.values() for line in section.sentences)


def _shorter(name: str, fact: Definition, book: FactBook, text: str) -> Iterator[str]:
    """ "Trace" for "X-Ray trace", where the notes call it so, alone; "Elastic IP" for "Elastic IP address"."""
    words = name.split()
    for width in range(1, len(words)):
        service, rest = " ".join(words[:width]), " ".join(words[width:])
        named = key_of(_MAKER.sub("", service)) in book.services
        if named and not is_lone(rest) and re.search(rf"(?<!{re.escape(service)} )\b{re.escape(rest)}s?\b", text, re.I):
            yield rest
    kept = _KIND_AT_END.sub("", name)
    taken = is_lone(kept) or key_of(kept) in book.by_term or key_of(kept) in book.services
    if kept != name and not taken and (len(kept.split()) > 1 or _stands_without(name[len(kept) :], kept, text)):
        yield kept


def _stands_without(kind: str, kept: str, text: str) -> bool:
    return re.search(rf"\b{re.escape(kept)}\b(?!{re.escape(kind)})", text) is not None


def _longer(term: str, fact: Definition, book: FactBook, text: str) -> Iterator[str]:
    """ "X-Ray trace" for "trace", "Amazon API Gateway" for "API Gateway", "Globals section" for "Globals"."""
    if key_of(term) in book.services:
        yield from (f"{maker} {term}" for maker in ("Amazon", "AWS") if f"{maker} {term}" in book.topics)
        return
    heading = re.search(rf"(?:^| )([\w-]+ {re.escape(term)})s?$", fact.origin.section.heading, re.IGNORECASE)
    if heading and " " not in term and content(heading[1]) > content(term):
        yield lower_first(heading[1])  # "secret rotation" for "rotation"
    services = [service for service in _short_names(fact.origin.subject) if len(service.split()) == 1]
    in_code = f"`{term}`" in fact.sentence.text
    if not in_code and not is_name(term.split()[0]):
        yield from (f"{service} {term}" for service in services)
    for found in re.finditer(rf"(?<![\w-])(?P<before>[A-Z][\w-]+ )?{re.escape(term)}(?P<kind> \w+)?", text):
        if in_code and found["kind"] and _KIND_AT_END.match(found["kind"]):
            yield term + found["kind"]
        if found["before"] and any(found["before"].strip() in name.split() for name in fact.origin.topics):
            yield found["before"] + term


def _short_names(subject: str) -> tuple[str, ...]:
    """ "Amazon Simple Storage Service (Amazon S3)" -> its words, "S3"; a title of several words only as it stands."""
    names = [re.sub(r"\s*\([^)]*\)", "", subject).strip(), *short_forms(subject)]
    bare = [_MAKER.sub("", name) for name in names]
    short = [name for name in bare if len(name.split()) <= 3 and all(word[:1].isupper() for word in name.split())]
    return tuple(dict.fromkeys(short))


def _spellings(name: str) -> Iterator[str]:
    """ "Lifecycle hook" for "Life-cycle hook"."""
    if (joined := _PARTS_JOINED.sub(r"\1", name)) != name:
        yield joined


def _has_rival(fact: Definition, book: FactBook) -> bool:
    """Whether another term of the notes is defined in much the same words, or is of the same family."""
    mine = key_of(fact.term)
    others = (one for one in book.definitions if one.form in _TELLS_WHAT and key_of(one.term) != mine)
    return any(_fits_too(one, fact) for one in others) or _has_twin(fact, book)


def _has_twin(fact: Definition, book: FactBook) -> bool:
    """Whether what a thing does could be said of its twin too: a local beside a global secondary index."""
    first, _, rest = fact.term.partition(" ")
    if fact.form is not Form.VERB or " " not in rest:
        return False
    found = re.findall(rf"\b([\w-]+) {re.escape(rest)}", _text_about(fact, book), re.IGNORECASE)
    small = {"a", "an", "the", "each", "one", "this", "your", "per", "of", "s", first.lower()}
    return any(word.lower() not in small for word in found)


def _fits_too(other: Definition, fact: Definition) -> bool:
    likeness = similarity(other.body, fact.body)
    family = bool(content(other.term) & content(fact.term))
    return likeness > ALIKE or (family and likeness > OF_ONE_FAMILY)


def _other_terms(fact: Definition, names: tuple[str, ...], name: str, book: FactBook) -> Iterator[str]:
    """Terms of nearly the length of ``name`` that mean something else."""
    same, length = {key_of(fact.term), *map(key_of, names)}, sum(map(len, key_of(name)))
    near = (key for key in book.by_term if abs(sum(map(len, key)) - length) <= MOST_SLIPS)
    yield from (" ".join(key) for key in near if key not in same)


def _typed(kind: str, stem: str, answer: Option, accepted: tuple[str, ...]) -> QuizItem:
    proof = (answer.origin, answer.sentence)
    return item(kind, stem, [answer], (0,), proof, form=ReplyForm.TYPED, accepted=accepted)
