"""What is learnt for the encoder: the data it is learnt from, and the two steps that are ours."""

from __future__ import annotations

import json

import numpy as np
import torch

from dva_assist.backends import linear_map
from evals.questions import CORPUS, FOREIGN
from evals.training.__main__ import HERE, SHIPPED, best_of_sections, turned
from evals.training.data import read_questions, read_sentences


def test_the_best_sentence_of_each_section_counts() -> None:
    scores = torch.tensor([[0.1, 0.9, 0.3, 0.2], [0.5, 0.4, 0.3, 0.8]])
    best = best_of_sections(scores, torch.tensor([0, 0, 1, 1]))
    torch.testing.assert_close(best, torch.tensor([[0.9, 0.3], [0.5, 0.8]]))


def test_the_map_is_the_same_when_it_is_learnt_and_when_it_is_used() -> None:
    chance = np.random.default_rng(0)
    vectors = chance.normal(size=(3, 8)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    weights = chance.normal(size=(8, 8)).astype(np.float32)
    learnt = turned(torch.from_numpy(vectors), torch.from_numpy(weights)).numpy()
    np.testing.assert_allclose(linear_map.turned(vectors, weights), learnt, atol=1e-6)


def test_what_ships_is_small_and_fits_the_encoder() -> None:
    assert np.load(SHIPPED).shape == (384, 384)
    assert SHIPPED.stat().st_size < 500_000


def test_each_training_question_is_about_a_section_with_sentences() -> None:
    sentences = read_sentences(CORPUS.notes)
    missing = {question.section for question in read_questions(HERE / "questions.jsonl")} - sentences.rows.keys()
    assert not missing


def test_no_training_question_is_one_that_measures() -> None:
    measured = {q.question.strip().lower() for chosen in (CORPUS, FOREIGN) for q in chosen.load()}
    lines = (HERE / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    assert not [q for line in lines if (q := json.loads(line)["question"]).strip().lower() in measured]
