"""A reranker changes the order of the passages and nothing else; a CrossEncoder is one."""

from __future__ import annotations

from pathlib import Path

import pytest
from fakes import HashEmbedder, LastFirst, WordReranker
from small_index import update, write_notes

from dva_assist.assistant import make_reader
from dva_assist.backends.index_folder import open_index
from dva_assist.backends.torch_embedder import TorchEmbedder
from dva_assist.backends.torch_reranker import TorchReranker
from dva_assist.config import Settings
from dva_assist.diagnosis import Finding, diagnose
from dva_assist.errors import BackendUnavailable
from dva_assist.protocols import Reranker
from dva_assist.retrieval import Retriever
from dva_assist.terms import TermWeights
from dva_assist.types import Passage, Question
from dva_assist.wiring import make_reranker, open_assistant


def found(folder: Path, text: str, reranker: Reranker | None) -> tuple[Passage, ...]:
    notes, index, embedder = write_notes(folder / "notes"), folder / "index", HashEmbedder()
    update(notes, index, embedder)
    opened = open_index(index, embedder.name)
    question = make_reader(opened.lexical, (), 1_000).read(text)
    assert isinstance(question, Question)
    weights = TermWeights(opened.lexical, len(opened.store))
    retriever = Retriever(
        lambda asked: embedder.encode([asked])[0],
        opened.vectors,
        opened.lexical,
        opened.store,
        weights,
        reranker=reranker,
    )
    return retriever.search(question, 3)


def test_the_best_takes_over_the_best_score(tmp_path: Path) -> None:
    text = "is a sort key optional when a table holds items?"
    plain, reranked = found(tmp_path / "a", text, None), found(tmp_path / "b", text, WordReranker())
    assert [p.rank for p in reranked] == [1, 2, 3]
    assert [p.score for p in reranked] == [p.score for p in plain]
    counts = [WordReranker().scores(text, [p.chunk.embedded])[0] for p in reranked]
    assert counts == sorted(counts, reverse=True)


def test_the_order_is_the_rerankers(tmp_path: Path) -> None:
    text = "what holds items?"
    plain, turned = found(tmp_path / "a", text, None), found(tmp_path / "b", text, LastFirst())
    assert plain[0].chunk.id not in [p.chunk.id for p in turned]
    assert [p.score for p in turned] == [p.score for p in plain]


def test_more_passages_are_looked_at_than_are_wanted(tmp_path: Path) -> None:
    reranker = WordReranker()
    assert len(found(tmp_path, "what holds items?", reranker)) == 3
    assert reranker.asked > 3


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A CrossEncoder as one would download it, but small and with weights of chance."""
    import torch
    from transformers import BertConfig, BertForSequenceClassification

    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("cross-encoder")
    tokenizer = TorchEmbedder(with_map=False)._model.tokenizer
    tokenizer.save_pretrained(folder)
    shape = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=64,
        max_position_embeddings=128,
        num_labels=1,
    )
    BertForSequenceClassification(shape).save_pretrained(folder)
    return folder


def test_a_cross_encoder_scores_each_text_for_the_question(cross_encoder: Path) -> None:
    reranker = TorchReranker(str(cross_encoder))
    texts = ["A queue holds messages.", "A table holds items."]
    scores = reranker.scores("what holds messages?", texts)
    assert len(set(scores)) == 2
    assert reranker.scores("what holds messages?", texts[::-1]) == pytest.approx(scores[::-1], abs=1e-5)
    assert reranker.scores("what holds items?", texts) != pytest.approx(scores, abs=1e-7)
    assert reranker.scores("anything", []) == []


def test_the_settings_choose_it(cross_encoder: Path) -> None:
    assert make_reranker(Settings()) is None
    assert isinstance(make_reranker(Settings(reranker=str(cross_encoder))), TorchReranker)


def test_an_assistant_is_opened_with_the_reranker_of_the_settings(library_index: Path) -> None:
    with pytest.raises(BackendUnavailable, match="no/such"):
        open_assistant(Settings(reranker="no/such", index=library_index))


def test_the_doctor_names_the_reranker(cross_encoder: Path, tmp_path: Path) -> None:
    def found(reranker: str) -> list[Finding]:
        return [f for f in diagnose(Settings(reranker=reranker, index=tmp_path, llm_ports=())) if f.what == "reranker"]

    assert found("") == []
    assert [f.exit_code for f in found(str(cross_encoder))] == [0]
    assert [f.exit_code for f in found("no/such")] == [BackendUnavailable.exit_code]


def test_a_missing_reranker_says_what_to_do() -> None:
    with pytest.raises(BackendUnavailable, match="reranker 'no/such' is neither a folder"):
        TorchReranker("no/such")
