"""Boosted trees over words: the baseline that any other method has to beat."""

from collections.abc import Sequence

import numpy as np
from scipy.sparse import csr_matrix

from classifiers.lab.choices import FittedChoices, Floats, choices_of
from classifiers.lab.methods import MethodError, StatelessMethod
from classifiers.lab.names import METHODS
from classifiers.lab.subjects import LabeledText, texts_of
from classifiers.lab.words import fitted_matrix, word_features

ROUNDS = 60
SETTINGS: dict[str, object] = {
    "objective": "multiclass",
    "learning_rate": 0.1,
    "lambda_l2": 1.0,  # with many labels and few examples leaves grow without end
    "num_leaves": 15,
    "min_data_in_leaf": 3,  # the default of 20 learns nothing from 25 examples
    "min_data_in_bin": 1,
    "deterministic": True,
    "force_col_wise": True,
    "feature_pre_filter": False,
    "num_threads": 1,  # the trees are small: more threads wait for each other
    "max_bin": 15,
    "verbosity": -1,
}


class WordsBoosted(StatelessMethod):
    """TF-IDF of words, and trees by LightGBM."""

    name = "words-boosted"
    title = METHODS[name]
    version = "2"
    effort = 20.0
    is_random = True

    def fit(self, examples: Sequence[LabeledText], *, has_many: bool, seed: int) -> FittedChoices:
        """Learn words and trees.

        Raises:
            MethodError: LightGBM is not installed.
        """
        try:
            import lightgbm  # of the extra `lab`
        except ImportError as error:
            raise MethodError("LightGBM is not installed. `make lab` installs it.") from error
        features = word_features()
        matrix = fitted_matrix(features, texts_of(examples))
        choices = choices_of(examples)
        if len(choices.names) == 1:
            return FittedChoices(None, choices.names, has_many)
        data = lightgbm.Dataset(
            matrix[choices.rows], label=choices.wanted, weight=choices.weights, free_raw_data=False
        )
        settings = SETTINGS | {"num_class": len(choices.names), "seed": seed}
        model = lightgbm.train(settings, data, num_boost_round=ROUNDS)

        def chances_of(shown: Sequence[LabeledText]) -> Floats:
            return np.asarray(model.predict(csr_matrix(features.transform(texts_of(shown)))))

        return FittedChoices(chances_of, choices.names, has_many)
