"""How a sentence, a list item or a heading defines a term: patterns on plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dva_assist.quiz.facts import Form
from dva_assist.quiz.wording import (
    BASE_VERBS,
    OWNER,
    VERB_NOT_NOUN,
    VERBS,
    balanced,
    contains,
    content,
    is_plural,
    key_of,
    tokens,
)

_VERB = "|".join(VERBS)
_TERM = r"(?P<term>[^,;:.?!\"]{1,70}?|`?\.?[\w.:/@$<>-]+`?)"
_ARTICLE = r"(?:(?P<article>An?|The)\s+)?"
_IS = re.compile(rf"^{_ARTICLE}{_TERM} (?P<verb>is|are) (?P<body>.+)$", re.DOTALL)
_MEANS = re.compile(rf"^{_ARTICLE}{_TERM} means? (?P<body>(?:an?|the|[a-z]+ing) .+)$", re.DOTALL)
_CHOOSE = re.compile(
    r"^Choose (?:(?P<article>an?|the) )?(?P<term>[^,;:]{2,60}?) (?P<body>(?:when|where|if|for|to) .+)$", re.DOTALL
)
_DOES = re.compile(
    rf"^{_ARTICLE}{_TERM} (?P<body>(?P<verb>{'|'.join(VERBS + BASE_VERBS)}){VERB_NOT_NOUN} .+)$", re.DOTALL
)
_DOES_ALONE = re.compile(rf"^(?P<body>(?:{'|'.join(verb.capitalize() for verb in VERBS)}) .+)$", re.DOTALL)
_LED = re.compile(r"^(?P<term>[A-Z`.$/@a-z][^:;–—]{1,60}?)(?::| [-–—])\s+(?P<body>\S.{14,})$", re.DOTALL)
_CODE_DOES = re.compile(r"^(?P<term>[\w.:/@$<>*-]+)(?<!:) (?P<body>[a-z]+[^su\W]s .+)$", re.DOTALL)
_QUESTION = re.compile(r"^(?:What (?:is|are)|What's) (?:an? |the )?(?P<term>[^?]{2,50})\?$", re.IGNORECASE)

_KNOWN_AS = re.compile(
    r"^(?P<body>[A-Z][^:;]+?), (?:known as|called) (?P<article>an? )?(?P<term>[^,;.]{2,60})(?:[,.;].*)?$", re.DOTALL
)
_OTHER_CHOICE = re.compile(
    r",? and (?:an? |the |(?=[A-Z]))(?:[\w.-]+ ){1,5}(?:when|for|to|where|if) "
    r"|, (?:an? |the )?[A-Z][\w.-]* (?:[\w.-]+ ){0,4}(?:when|for|to|where|if) "
)
_NO_CHOICE = re.compile(r"\binstead\b|^[^,]* to [^,]* (?:when|if) ")
_LEANS_ON_BODY = re.compile(r"\b(?:nearest|closest|close|near|next|similar|equal|according|due|suited|ready)$")
_OWNER = re.compile(f"{OWNER}$")

_NOT_IN_TERM = frozenset(
    "that which when if where who what whose to can must may should not and or this these it its there how why "
    "than is are was were be has have had does do will with without for from by at as because while but so "
    "into your each every any some most many put puts get gets send sends see several both only always never "
    "also".split()
)
_NOT_FIRST_IN_TERM = frozenset(
    "default maximum minimum first second third last only main same other usual best next following another "
    "such basic common typical number reason goal purpose result answer difference order choose use set keep "
    "create avoid add then now note example tip warning make build identify one two three in on at of "
    "important remember here key minimize maximise maximize reduce never always all separate take enter select "
    "click open see step".split()
)
_LONE_WORDS = frozenset(
    "service user example order thing feature option value setting default case time way page name command "
    "call request result answer choice limit data application account region resource function code object "
    "item key version cure cause fix remedy solution trick advice symptom pattern reason rule".split()
)
_NOT_FIRST_IN_BODY = re.compile(
    r"^(?:not|always|never|only|also|no|now|free|available|lost|due|subject|good|safe|best|better|similar|identical|"
    r"different|equal|part|on|in|at|for|by|from|up|as|like|more|less|most|all|both|either|neither|unique|ready|able|"
    r"another|true|false|empty|case|one|two|three|four|five|still|very|it|they|this|that|these|those|such|what|where|when|how|"
    r"why|enough|out|off|to|with|within|without|under|over|your|about|there|so|just|too|then|kept|sent|held|set|run|"
    r"half|valid|healthy|well|its|"
    r"\w+ (?:when|if|for|and|only|in|while|until|to|by default)|built|written|read|billed|\d\S*|"
    r"\w+(?:ed|ly|able|ible|ful|ive|ent|ing))\b",
    re.IGNORECASE,
)
_EMPTY_GENUS = re.compile(
    r"^(?:an?|the) (?:same|very|convenient|"
    r"bad|poor|only|choice|default|first|last|best|right|usual|recommended|reason|main|cause|"
    r"result|answer|smallest|largest|fastest|easiest|quickest|cheapest|fundamental|basic|good|common|typical|must|matter|limit|"
    r"maximum|minimum|key concept|general|exception|example|case|problem|sum|difference|next|simplest|"
    r"preferred|lot|few)\b|concept$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(r"\b(?:that|which|who|whose|where|about|of|on|for|between|used|designed)\b")
_CUTS = re.compile(
    r"(?:; |\. |: |, (?:which|so|because|although|though|while|whereas|such as|for example|for instance|including|but|"
    r"e\.g\.) | \((?:e\.g\.|for example|such as)[^)]*\)| and (?:must|may|can|cannot|is|are|lies|has|needs|works|"
    r"holds|costs) |, and (?:[\w`:.*/-]+ ){1,4}(?:is|are|can|may|must|has|have|when|"
    rf"for|if|cannot|needs|takes|works|receives|gets|goes|comes|stays|{'|'.join(VERBS)}) )"
)
_SECOND_SUBJECT = re.compile(
    r", (?:and )?(?!(?:and|or|which|who|that|then|it|they|also|never|always|only|\w+ly) )"
    r"(?!(?:with|for|in|on|at|of|from|to|by) )"
    rf"[\w`:.*/-]+ (?:{_VERB}|tests){VERB_NOT_NOUN} (?:the|an?|its|up|other|your|all|[A-Z]\w*)\b"
    rf"|, and (?:an?|the) (?:[\w-]+ ){{1,3}}(?:\([^)]*\) )?(?:{_VERB}){VERB_NOT_NOUN} "
)
_SECOND_VERB = re.compile(rf" and (?:also )?(?:says|requires|needs|{'|'.join(VERBS)}) ")
_FURTHER_VERB = re.compile(r"(?:: (?:they|it) .*|, [a-z]+s (?:it|them|the|an?|its|their|out|each|all) [^,]*)$")
_SPLICED = re.compile(rf", (?:costs|has|needs|speaks|takes|uses|{'|'.join(VERBS)}) [^,]*$")
_EMPTY_VERB = re.compile(r"(?:works?|exists?|happens?|has|have|takes?|needs?|is|are|gives?|goes|go) ")
_CLAUSE_START = re.compile(r"\b(?:that|which|who|whose|where)\b")
_VALUE = re.compile(r"any number|for example|e\.g|see |such as|(?:from |up to |\w+ )?\d", re.IGNORECASE)
_ACTS = re.compile(
    rf"(?:an?|the) (?:[\w-]+ ){{1,4}}?"
    rf"(?:{_VERB}|exists|fetches|uses|packages|pushes|installs|tests|is|are|has|can|may)[ ,]"
    r"|(?:an?|the) (?:[\w-]+ ){1,4}?[a-z]+[^su\W]s (?:the|an?|its|it|all|one|each|your|them) ",
    re.IGNORECASE,
)
_COMMAND = re.compile(
    rf"(?:{'|'.join(verb.capitalize() for verb in BASE_VERBS)}|Fix|Redact|Degrade|Retry) (?:the |an? |\w+ (?:in|the) )"
)
_NAMES_FIRST = re.compile(r"[A-Z][a-z]+[A-Z]\w*[ ,]")
MAX_BODY_WORDS = 30
LEAST_TOLD = 6  # content words of what a thing does, where the verb says nothing


@dataclass(frozen=True, slots=True)
class Candidate:
    """A term and what is said of it, as written; not yet checked."""

    term: str
    body: str
    form: Form
    article: str = ""
    plural: bool = False


def in_sentence(text: str) -> Candidate | None:
    """ "A shard is a ...", "Tenancy means the ...", "Choose DAX when ..." """
    for pattern, form in ((_CHOOSE, Form.CHOICE), (_IS, Form.NOUN), (_MEANS, Form.NOUN)):
        if match := pattern.match(text):
            plural = match.groupdict().get("verb") == "are"
            if form is Form.CHOICE:
                plural = not match["article"] and is_plural(match["term"])
            return Candidate(match["term"], match["body"], form, match["article"] or "", plural)
    return None


def in_topic_sentence(text: str, heading: str, subject: str, opening: bool) -> Candidate | None:
    """ "X lets you ..." under a heading about X. Without that, it is one of many things that X does."""
    match = _DOES.match(text)
    if match is None:
        return None
    if match["verb"] in BASE_VERBS and not is_plural(match["term"]):
        return None
    if re.match(r"[A-Z]\w+ing ", match["term"]):
        return None
    about = content(heading) if heading == subject else content(heading) - content(subject)
    if key_of(heading) != key_of(match["term"]) and not (opening and about & content(match["term"])):
        return None
    return Candidate(match["term"], match["body"], Form.VERB, match["article"] or "", match["verb"] in BASE_VERBS)


def under_heading(text: str, heading: str) -> Candidate | None:
    """A heading that is a term over a sentence without subject: "S3 Select" / "Enables applications to ..." """
    question = _QUESTION.match(heading)
    term = question["term"].strip() if question else heading
    match = _DOES_ALONE.match(text)
    if match is None or len(term.split()) > 5:
        return None
    return Candidate(term, match["body"], Form.VERB)


def in_item(text: str, is_code: bool) -> Candidate | None:
    """ "KEYS_ONLY copies ...", "Subnet: a segment ...", "A firewall ..., known as a security group" """
    if is_code and (match := _CODE_DOES.match(text)):
        return Candidate(match["term"], match["body"], Form.VERB)
    if match := _KNOWN_AS.match(text):
        return Candidate(match["term"], match["body"], Form.NOUN, match["article"] or "", is_plural(match["term"]))
    match = _LED.match(text)
    if not match or re.match(r"(?:An?|The) ", match["term"]) or not is_term(match["term"]):
        return None
    return _led(match["term"], match["body"])


def _led(term: str, body: str) -> Candidate | None:
    """What follows the colon or dash: a full sentence about the term, a noun phrase, a verb phrase or a free clause."""
    for pattern, form in ((_IS, Form.NOUN), (_DOES, Form.VERB)):
        inner = pattern.match(body)
        if inner and contains(tokens(term), key_of(inner["term"])):
            return Candidate(term, inner["body"], form)
    if _DOES_ALONE.match(body[:1].upper() + body[1:]):
        return Candidate(term, body, Form.VERB)
    if re.match(r"(?:an?|the) ", body, re.IGNORECASE) and not _ACTS.match(body):
        return Candidate(term, body, Form.NOUN, plural=is_plural(term))
    if _COMMAND.match(term) or _NAMES_FIRST.match(body) or body.endswith("?"):
        return None  # "Fix the time: when did ...?", "DAX: ItemCacheHits, ItemCacheMisses"
    return Candidate(term, body, Form.CLAUSE, plural=is_plural(term))


def checked(found: Candidate) -> Candidate | None:
    """A candidate with a clean term and a trimmed body, or None where either is no good."""
    term = _OWNER.sub("", found.term.strip(" *_`"))
    if found.form is Form.CHOICE:
        term = re.split(r" (?:over|instead|rather) ", term)[0]
        if _NO_CHOICE.search(f"{term} {found.body}") or " or " in term or len(term.split()) > 4:
            return None
        if _LEANS_ON_BODY.search(term):
            return None  # "the cache nearest | to the user"
    elif not is_term(term):
        return None
    choice = re.split(_OTHER_CHOICE, found.body)[0] if found.form is Form.CHOICE else found.body
    body = trimmed(choice, term)
    return (
        Candidate(term, body, found.form, found.article.lower(), found.plural) if _is_body(body, found.form) else None
    )


def is_term(term: str) -> bool:
    """Whether a subject is a name for something, and not "the default", "it" or half a sentence."""
    words = [word.lower() for word in re.sub(r"\([^)]*\)", "", term).split()]
    if not words or len(words) > 6 or "," in term or not re.search(r"[A-Za-z]{2}", term) or not balanced(term):
        return False
    if re.search(r"\([a-z]+(?: [a-z]+)*\)", term):
        return False  # "AllowTraffic (no hook)": a remark, and no other name
    if len(words) == 1 and words[0] in _LONE_WORDS:
        return False
    if re.search(r"(?: (?:of|in|on|at) (?:an?|the|your|each|one) |^\w+ (?:in|on|at) )", term):
        return False  # "the name of an asset" is a property of a thing and no name for one
    return words[0] not in _NOT_FIRST_IN_TERM and not any(word in _NOT_IN_TERM for word in words)


def says_little(body: str) -> bool:
    """Whether the verb of a body says nothing about what does it: "takes a, b and c", "works in the console"."""
    return bool(_EMPTY_VERB.match(body))


def is_lone(term: str) -> bool:
    """Whether a term is a word that alone names nothing in particular: "data", "address"."""
    return term.lower().rstrip("s") in _LONE_WORDS | {"addres", "token", "secret", "file", "class", "value", "number"}


def trimmed(body: str, term: str) -> str:
    """The first clause of a body that is long enough to tell its term from others."""
    body = re.sub(r"\s+", " ", body).strip()
    for cut in _CUTS.finditer(body):
        kept = body[: cut.start()]
        least = 6 if cut[0].startswith(":") else 4
        in_list = cut[0].startswith(", and") and "," in kept
        in_code = cut[0] == ": " and kept.endswith('"')
        if len(kept.split()) >= least and balanced(kept) and not in_list and not in_code:
            body = kept
            break
    if (second := _SECOND_VERB.search(body)) and not _CLAUSE_START.search(body[: second.start()]):
        body = _FURTHER_VERB.sub("", body[: second.start()])
    if (aside := re.search(r": (?:they|it) ", body)) and len(body[: aside.start()].split()) >= 4:
        body = body[: aside.start()]
    for comma in re.finditer(r", ", body):
        long_enough = len(body[: comma.start()].split()) >= 6
        if long_enough and contains(tokens(body[comma.end() :]), key_of(term)) and balanced(body[: comma.start()]):
            body = body[: comma.start()]
            break
    spliced = _SPLICED.search(body)
    if spliced and " and " not in spliced[0] and not _CLAUSE_START.search(body[: spliced.start()]):
        body = body[: spliced.start()]  # "the successor of Redis, speaks the same protocol | and ..."
    return body.strip().rstrip(".;:, ")


def _is_body(body: str, form: Form) -> bool:
    count = len(body.split())
    if count > MAX_BODY_WORDS or not balanced(body) or re.search(r"\b(?:the following|these|this|such an?)\b", body):
        return False
    if _SECOND_SUBJECT.search(body):
        return False  # "tests for HTTPS, and s3:TlsVersion tests the version"
    if re.search(r"\bsteps? \d", body) or (form is Form.CHOICE and body.lower().startswith("never")):
        return False
    if form is Form.NOUN:
        if re.search(r", and (?:the|an?|its?|they) ", body):
            return False  # a second sentence that could not be cut off
        if re.match(r"(?:an?|the) ", body, re.IGNORECASE):
            return count >= 4 and not _EMPTY_GENUS.search(body)
        return count >= 4 and not _NOT_FIRST_IN_BODY.match(body) and bool(_RELATIVE.search(" ".join(body.split()[:7])))
    if form is Form.VERB and _EMPTY_VERB.match(body) and len(content(body)) < LEAST_TOLD:
        return False  # "works in one Region" is true of much
    return count >= 4 and not _VALUE.match(body)
