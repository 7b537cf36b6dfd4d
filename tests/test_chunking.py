"""Chunks fit the encoder, lose nothing, and change only where the note changes."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from fakes import HashEmbedder

from dva_assist.chunking import chunk_note, sentence_text, windows
from dva_assist.errors import BadInput
from dva_assist.notes import parse_note
from dva_assist.types import Chunk

COUNT = HashEmbedder().count_tokens
LEAD = "The service keeps messages until a worker has taken them from it."


def chunks(raw: str, budget: int = 256, path: str = "n.md") -> list[Chunk]:
    return chunk_note(parse_note(path, raw), COUNT, budget)


def embedded(raw: str, budget: int = 256, path: str = "n.md") -> list[str]:
    return [chunk.embedded for chunk in chunks(raw, budget, path)]


def words(count: int, stem: str = "w") -> str:
    return " ".join(f"{stem}{number}" for number in range(count))


def test_a_chunk_is_the_heading_chain_and_the_plain_sentences() -> None:
    raw = f"# Queues\n\n## Limits\n\n{LEAD} **Retention** is [four](x.md) days, so let nothing lie here for longer.\n"
    assert embedded(raw) == [f"Queues > Limits\n{LEAD}\nRetention is four days, so let nothing lie here for longer."]


@pytest.mark.parametrize("title", ["aws-cert-dva-c01", "my_notes.2019", "n"])
def test_a_title_that_says_nothing_is_not_embedded(title: str) -> None:
    assert embedded(f"# {title}\n\n## Limits\n\n{LEAD} {LEAD}\n")[0].startswith("Limits\n")


@pytest.mark.parametrize("title", ["S3", "X-Ray", "AWS Lambda", "kinesis"])
def test_a_title_that_says_something_is_embedded(title: str) -> None:
    assert embedded(f"# {title}\n\n## Limits\n\n{LEAD} {LEAD}\n")[0].startswith(f"{title} > Limits\n")


def test_a_title_that_is_all_there_is_stays() -> None:
    assert embedded("https://docs.example.com\n") == ["n"]


def test_headers_and_links_are_covered_but_not_embedded() -> None:
    raw = "## T\n\n[Guide](g.md)\n\n| A | B |\n|---|---|\n| x | y |\n\nhttps://a.example\n"
    (chunk,) = chunks(raw)
    assert chunk.embedded == "T\nx; B: y"
    assert [s.kind.value for s in chunk.sentences] == ["link", "header", "row", "link"]


def test_a_section_of_links_is_one_chunk_and_an_empty_one_none() -> None:
    assert embedded("## Links\n\n[a](a.md)\n\n[b](b.md)\n\n## Empty\n") == ["Links"]


def test_a_long_section_is_cut_in_balanced_pieces_between_blocks() -> None:
    paragraphs = [words(30, stem) + "." for stem in "abcd"]
    found = chunks("## H\n\n" + "\n\n".join(paragraphs), budget=100)
    assert [(chunk.first, chunk.last) for chunk in found] == [(0, 2), (2, 4)]
    assert all(chunk.tokens <= 100 for chunk in found)


def test_a_lead_in_stays_with_its_list() -> None:
    items = "\n".join(f"- {words(8, stem)}" for stem in "abcdef")
    raw = f"## H\n\n{words(16, 'p')}.\n\n{words(16, 'q')}:\n\n{items}\n"
    for budget in range(40, 100, 4):
        last_of_pieces = [chunk.sentences[-1].plain for chunk in chunks(raw, budget)]
        assert not any(plain.endswith(":") for plain in last_of_pieces), budget


def test_a_table_stays_with_what_introduces_it() -> None:
    rows = "\n".join(f"| r{n} | {words(6)} |" for n in range(9))
    found = chunks(f"## H\n\n{LEAD} {LEAD}\n\nSee the table.\n\n| A | B |\n|---|---|\n{rows}\n", budget=64)
    after = next(chunk for chunk in found if "See the table." in chunk.embedded)
    assert "r0; B: " in after.embedded
    assert [s.kind.value for s in after.sentences if s.kind.value == "header"] == ["header"]


def test_a_sentence_beyond_the_budget_has_several_chunks() -> None:
    raw = f"## H\n\n{LEAD}\n\n{words(100)}.\n"
    first, *parts = chunks(raw, budget=40)
    assert first.sentences[0].plain == LEAD
    assert {(part.first, part.last) for part in parts} == {(1, 2)}
    assert " ".join(part.embedded.removeprefix("H\n") for part in parts) == words(100) + "."
    assert len({part.id for part in parts}) == len(parts)


def test_a_long_heading_chain_loses_its_front() -> None:
    raw = f"# {words(20, 'a')} top\n\n## {words(6, 'b')}\n\n### {words(3, 'c')}\n\n{LEAD} {LEAD}\n"
    found = embedded(raw, budget=32)
    assert found[0].split("\n")[0] == f"{words(6, 'b')} > {words(3, 'c')}"
    assert all(count <= 32 for count in COUNT(found))


def test_a_heading_that_is_too_long_alone_is_cut() -> None:
    found = embedded(f"## {words(200)}\n\n{LEAD}\n", budget=20)
    assert found[0].startswith("w0 w1 w2 ")
    assert all(count <= 20 for count in COUNT(found))


def test_a_tiny_section_gets_the_lead_of_the_section_above() -> None:
    assert embedded(f"## Queues\n\n{LEAD}\n\n#### Default\n\nFour days.\n")[1] == (
        f"n > Queues > Default\n{LEAD}\nFour days."
    ).removeprefix("n > ")


def test_a_tiny_section_may_get_the_lead_of_the_first_below() -> None:
    assert embedded(f"## Queues\n\nIn short:\n\n### Work\n\n{LEAD}\n")[0] == f"Queues\n{LEAD}\nIn short:"


def test_context_is_left_out_where_it_does_not_fit() -> None:
    assert embedded(f"## Queues\n\n{LEAD}\n\n### Default\n\nFour days.\n", budget=22)[-1] == (
        "Queues > Default\nFour days."
    )


def test_an_edit_elsewhere_leaves_a_chunk_alone() -> None:
    long = f"{LEAD} {LEAD} {LEAD}"
    before = chunks(f"# T of it\n\n## A\n\n{long}\n\n## B\n\n{long}\n\n### C\n\n{long}\n")
    after = chunks(f"# T of it\n\n## A\n\nNew. {long}\n\n## More\n\n{long}\n\n## B\n\n{long}\n\n### C\n\n{long}\n")
    assert {chunk.id for chunk in before} - {chunk.id for chunk in after} == {before[0].id}


def test_the_fingerprint_survives_a_renamed_file_and_the_id_does_not() -> None:
    raw = f"# The title\n\n{LEAD}\n"
    (one,), (other,) = chunks(raw, path="a.md"), chunks(raw, path="b.md")
    assert one.fingerprint == other.fingerprint
    assert one.id != other.id
    assert re.fullmatch("[0-9a-f]{32}", one.fingerprint)
    assert re.fullmatch("[0-9a-f]{16}", one.id)


def test_a_budget_that_holds_no_text_is_refused() -> None:
    with pytest.raises(BadInput, match="set DVA_ASSIST_CHUNK_TOKENS to 16 or more"):
        chunks("text", budget=15)


def test_few_calls_of_the_tokenizer() -> None:
    calls: list[int] = []

    def counting(texts: Sequence[str]) -> list[int]:
        calls.append(len(texts))
        return COUNT(texts)

    raw = "\n\n".join(f"## H{n}\n\n{LEAD} {LEAD}" for n in range(50))
    chunk_note(parse_note("n.md", raw), counting, 256)
    assert len(calls) == 2


@pytest.mark.parametrize("budget", [4, 7, 50])
def test_windows_hold_every_word(budget: int) -> None:
    text = f"{words(40)}\n  {words(3, 'long' * 9)} end."
    found = windows(text, COUNT, budget)
    assert all(count <= budget for count in COUNT(found))
    assert "".join("".join(found).split()) == "".join(text.split())


def test_windows_are_cut_between_words_and_balanced() -> None:
    assert windows("a b c d e f", COUNT, 6) == ["a b c", "d e f"]
    assert windows("fits well", COUNT, 6) == ["fits well"]
    assert windows("  ", COUNT, 6) == []


def test_a_tokenizer_that_counts_words_otherwise_together() -> None:
    def greedy(texts: Sequence[str]) -> list[int]:
        return [2 + len(text) // 3 + 3 * text.count(" w") for text in texts]

    raw = f"## H w x\n\n{words(60)}. {LEAD}\n\n- {words(30)}\n"
    found = chunk_note(parse_note("n.md", raw), greedy, 40)
    assert all(chunk.tokens <= 40 for chunk in found)
    assert set(words(60).split()) <= set(" ".join(c.embedded for c in found).replace(".", "").split())


def test_text_of_a_single_sentence() -> None:
    note = parse_note(
        "my-notes.md", f"# my-notes\n\n## AWS Lambda\n\n### Misc\n\n#### Limits\n\n- Timeout: 3 s\n\n{LEAD}\n"
    )
    section = note.sections[-1]
    assert sentence_text(section, section.sentences[0]) == "AWS Lambda > Limits: Timeout: 3 s"
