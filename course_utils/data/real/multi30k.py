"""Multi30k: 31,000 captions of photographs, in English, German and French.

Source: Elliott et al. 2016 (German), 2017 (French). For research use; the captions are
those of Flickr30k.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

from course_utils.data.corpus import Corpus
from course_utils.data.pairs import Pair
from course_utils.data.real.download import RemoteFile, fetch
from course_utils.data.real.line_aligned import read_line_aligned
from course_utils.data.real.subwords import Subwords
from course_utils.data.vocabulary import Vocabulary
from course_utils.language import _, listed

ADDRESS = "https://raw.githubusercontent.com/multi30k/dataset/master/data/task1/raw/"
SHA256 = {
    "train.de": "726e39b2fa9eb9ffb6dc763fb35a179f80fae06ffc5d28b6ace5faa883de28a6",
    "train.en": "d79cfa999dd4c51d2cb42499b6796d5a882c3a8a961923c25a898c90f8bbd56f",
    "train.fr": "622e75069e9f4c577425c4f277116ce66e63a2401c0a2312d90073cb12379a3c",
    "val.de": "f0cba2f995189cf5770f29a8a9a537a3ad3f51657ad873405082ff6863a5e75a",
    "val.en": "14f7d25ddd868909a9213e361768460edcacdd6ab9d1e77b92560dc10c10dc28",
    "val.fr": "ca3106f1a72390591d25f6c45cb4cd39dec4cd3f123e099748a3ce5256c160e9",
    "test_2016_flickr.de": (
        "9204244e408ccb38d2a55cfcd344df15005fc42a07a6e55ca6c52b6ababb8cc8"
    ),
    "test_2016_flickr.en": (
        "611d361c6334bc7246101d48097c13cf5c4413c5befc793cc629934359d532d9"
    ),
    "test_2016_flickr.fr": (
        "6d326e188d259fb1d04ac19eae3af956559b3a0b93d7635e56c90987c40c8b90"
    ),
}
LANGUAGES = ("en", "de", "fr")


class Multi30k(NamedTuple):
    """The three sets as text: (source, target) for each caption."""

    train: list[tuple[str, str]]
    validation: list[tuple[str, str]]
    test: list[tuple[str, str]]


def load_multi30k(
    src_language: str = "de",
    tgt_language: str = "en",
    folder: str | Path | None = None,
) -> Multi30k:
    """Return Multi30k, from `folder` if it is given, else fetched once and kept.

    `folder` is where train.de.gz and its fellows lie. Raises DownloadError when the
    network is needed and away.
    """
    for language in (src_language, tgt_language):
        if language not in LANGUAGES:
            raise ValueError(
                _(
                    "no language {language!r}; expected one of {known}.",
                    language=language,
                    known=listed(LANGUAGES),
                )
            )

    def path(name: str) -> Path:
        if folder is not None:
            return Path(folder) / f"{name}.gz"
        return fetch(RemoteFile(f"{ADDRESS}{name}.gz", SHA256[name]))

    return Multi30k(
        *(
            read_line_aligned(
                path(f"{part}.{src_language}"), path(f"{part}.{tgt_language}")
            )
            for part in ("train", "val", "test_2016_flickr")
        )
    )


class SubwordCorpus(NamedTuple):
    """A real corpus cut into subwords, and the tokenisers that cut and join them."""

    corpus: Corpus
    src_subwords: Subwords
    tgt_subwords: Subwords


def cut(data: Multi30k, num_tokens: int = 4_000) -> SubwordCorpus:
    """Learn subwords of each language from the training set, and cut all sets."""
    src_subwords, tgt_subwords = (
        Subwords.learn(side, num_tokens) for side in zip(*data.train, strict=True)
    )
    return SubwordCorpus(
        Corpus(
            train=_pairs(data.train, src_subwords.tokenise, tgt_subwords.tokenise),
            validation=_pairs(
                data.validation, src_subwords.tokenise, tgt_subwords.tokenise
            ),
            test=_pairs(data.test, src_subwords.tokenise, tgt_subwords.tokenise),
            by_length={},
            unseen=[],
            src_vocab=Vocabulary(src_subwords.tokens),
            tgt_vocab=Vocabulary(tgt_subwords.tokens),
        ),
        src_subwords,
        tgt_subwords,
    )


def _pairs(
    texts: Sequence[tuple[str, str]],
    cut_src: Callable[[str], list[str]],
    cut_tgt: Callable[[str], list[str]],
) -> list[Pair]:
    return [Pair(tuple(cut_src(src)), tuple(cut_tgt(tgt)), ()) for src, tgt in texts]
