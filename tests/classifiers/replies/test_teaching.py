"""Teaching: the sentence model learns what it is shown, and NumPy says what torch learned."""

import numpy as np
import pytest
import torch

from classifiers.replies.intents import INTENTS
from classifiers.replies.model.sentence_model import SentenceModel, tokens_of
from classifiers.replies.training.lora import LoraNetwork, train_lora

TEXTS = ("What does it cost?", "Please stop writing to me.") * 16
TRUTH = ("positive_need_information", "unsubscribe") * 16


@pytest.mark.slow
def test_it_learns_to_tell_two_intents_apart() -> None:
    shares: list[float] = []
    model = SentenceModel(train_lora(TEXTS, TRUTH, epochs=8, progress=shares.append))

    assert INTENTS[int(np.argmax(model.logits("How much is it?")))] == TRUTH[0]
    assert INTENTS[int(np.argmax(model.logits("Stop mailing me, please.")))] == TRUTH[1]
    assert shares[-1] == 1


def test_what_is_taught_is_as_exact_as_what_is_kept() -> None:
    change = train_lora(TEXTS[:4], TRUTH[:4], epochs=1)

    for outer, inner in change.low_rank.values():
        assert np.array_equal(outer, outer.astype(np.float16))
        assert np.array_equal(inner, inner.astype(np.float16))


def test_numpy_says_what_torch_says() -> None:
    torch.manual_seed(3)
    net = LoraNetwork(len(INTENTS))
    net.eval()
    with torch.no_grad():
        for parameter in net.low_rank.values():
            parameter.add_(0.05 * torch.randn_like(parameter))
        tokens = [torch.tensor(tokens_of(TEXTS[0]))]
        expected = net(tokens)[0].numpy()
    found = SentenceModel(net.change()).logits(TEXTS[0])

    assert np.allclose(found, expected - expected.mean(), atol=0.05)
