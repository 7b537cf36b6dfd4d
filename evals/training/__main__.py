"""``python -m evals.training`` learns the linear map that ends the packaged encoder, and writes it where it is read.

A question is drawn to the best sentence of its section and pushed from the best of every other section (InfoNCE, van
den Oord et al., 2018, over all sections at once). The map is the same for questions and sentences, begins as the
identity and is held near it, so that notes on other subjects are found as before. Takes three minutes on 2 cores,
most of it for the vectors of the notes.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from dva_assist.backends.linear_map import FILE
from dva_assist.backends.torch_embedder import TorchEmbedder
from evals.questions import CORPUS
from evals.training.data import read_questions, read_sentences

HERE = Path(__file__).parent
SHIPPED = HERE.parents[1] / "src" / "dva_assist" / "backends" / FILE
BATCH = 64
SHARPNESS = 20.0  # what cosines are multiplied with before the softmax


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m evals.training", description=__doc__)
    parser.add_argument("--epochs", type=int, default=2)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--hold", type=float, default=0.004, help="weight of staying near the identity")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    questions, sentences = read_questions(HERE / "questions.jsonl"), read_sentences(CORPUS.notes)
    embedder = TorchEmbedder(with_map=False)
    asked = torch.from_numpy(embedder.encode([question.question for question in questions]))
    said = torch.from_numpy(embedder.encode(sentences.texts))
    numbers = {section: number for number, section in enumerate(sentences.rows)}
    right = torch.tensor([numbers[question.section] for question in questions])
    owners = torch.tensor([numbers[section] for section in sentences.sections])
    weights = torch.zeros(embedder.dimensions, embedder.dimensions, requires_grad=True)
    optimizer = torch.optim.Adam([weights], lr=arguments.rate)
    for epoch in range(arguments.epochs):
        losses = []
        for batch in torch.randperm(len(asked))[: len(asked) // BATCH * BATCH].split(BATCH):  # type: ignore[no-untyped-call]
            scores = SHARPNESS * best_of_sections(turned(asked[batch], weights) @ turned(said, weights).T, owners)
            loss = functional.cross_entropy(scores, right[batch]) + arguments.hold * (weights**2).sum()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.3f}", flush=True)
    np.save(arguments.out, weights.detach().numpy().astype(np.float16))
    print(f"written to {arguments.out.name}: {arguments.out.stat().st_size // 1000} KB")


def turned(vectors: torch.Tensor, weights: torch.Tensor) -> torch.Tensor:
    return functional.normalize(vectors + vectors @ weights, dim=-1)


def best_of_sections(scores: torch.Tensor, owners: torch.Tensor) -> torch.Tensor:
    """From one score for each sentence to the best of each section; ``owners`` are the sections of the sentences."""
    lowest = torch.full((len(scores), int(owners.max()) + 1), -SHARPNESS)
    return lowest.scatter_reduce(1, owners.expand(len(scores), -1), scores, "amax")


if __name__ == "__main__":
    main()
