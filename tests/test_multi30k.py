"""Real language: line-aligned files, subwords, and Multi30k itself where it lies."""

import gzip
import hashlib
from pathlib import Path

import pytest

from course_utils.data import UNK_ID, load_grammar
from course_utils.data.real.line_aligned import read_line_aligned
from course_utils.data.real.multi30k import SHA256, Multi30k, cut, load_multi30k
from course_utils.data.real.subwords import Subwords
from course_utils.data.vocabulary import SPECIAL_TOKENS

HERE = Path(__file__).parents[2] / "shared" / "data" / "multi30k"
beside = pytest.mark.skipif(
    not HERE.exists(), reason="Multi30k does not lie beside this clone"
)
GERMAN = "Ein Hund läuft.\nZwei Männer schlafen.\n"
ENGLISH = "A dog runs.\nTwo men sleep.\n"


@pytest.fixture(scope="module")
def sentences():
    stream = load_grammar().stream()
    return [" ".join(next(stream).tgt) for _ in range(503)]


@pytest.fixture(scope="module")
def subwords(sentences):
    return Subwords.learn(sentences, 199)


def write(folder, **files):
    for name, content in files.items():
        data = content if isinstance(content, bytes) else content.encode()
        (folder / f"{name}.gz").write_bytes(gzip.compress(data))
        (folder / name).write_bytes(data)


@pytest.mark.parametrize("ending", ["", ".gz"])
def test_line_aligned_files_are_read_plain_or_packed(tmp_path, ending):
    write(tmp_path, de=GERMAN.replace("\n", "\r\n"), en=ENGLISH)
    assert read_line_aligned(tmp_path / f"de{ending}", tmp_path / f"en{ending}") == [
        ("Ein Hund läuft.", "A dog runs."),
        ("Zwei Männer schlafen.", "Two men sleep."),
    ]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (ENGLISH + "One more.\n", "has 2 lines and .*en has 3"),
        ("A dog runs.\n\n", "en, line 2: empty"),
        (b"A dog runs.\nCaf\xe9.\n", "en, line 2: not valid UTF-8 .byte 0xe9 at"),
    ],
)
def test_a_fault_in_line_aligned_files_is_named(tmp_path, content, fault):
    write(tmp_path, de=GERMAN, en=content)
    with pytest.raises(ValueError, match=fault):
        read_line_aligned(tmp_path / "de", tmp_path / "en")


@pytest.mark.parametrize("damage", [lambda b: b[:-9], lambda b: b"not gzip"])
def test_a_half_gzip_file_is_named(tmp_path, damage):
    write(tmp_path, de=GERMAN, en=ENGLISH)
    path = tmp_path / "en.gz"
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError, match=r"en\.gz: not a whole gzip file.*again"):
        read_line_aligned(tmp_path / "de.gz", path)


def test_subwords_spell_every_sentence_again(subwords, sentences):
    for sentence in sentences:
        assert subwords.detokenise(subwords.tokenise(sentence)) == sentence


def test_subwords_spell_words_they_never_saw(subwords):
    pieces = subwords.tokenise("la petite maisonnette")
    assert len(pieces) > 3
    assert set(pieces) <= set(subwords.tokens)
    assert subwords.detokenise(pieces) == "la petite maisonnette"


def test_frequent_words_stay_whole(subwords):
    assert subwords.tokenise("le la") == ["▁le", "▁la"]


def test_subwords_keep_the_course_s_special_tokens_and_their_ids(subwords):
    assert len(subwords) == len(subwords.tokens) == 199
    assert subwords.tokens[:4] == SPECIAL_TOKENS
    assert subwords.tokens[UNK_ID] == "<unk>"
    assert repr(subwords) == "Subwords: 199 tokens"


def test_subwords_are_saved_as_bytes(subwords):
    again = Subwords(subwords.model)
    assert again.tokens == subwords.tokens


@pytest.mark.parametrize("num_tokens", [5, 9_973])
def test_a_number_of_tokens_that_cannot_be_is_named(sentences, num_tokens):
    with pytest.raises(ValueError, match=f"num_tokens is {num_tokens}, which 503"):
        Subwords.learn(sentences, num_tokens)


def test_no_text_is_an_error():
    with pytest.raises(ValueError, match="no sentence to learn from"):
        Subwords.learn(["", "  "])


def test_cut_learns_from_the_training_set_alone(sentences):
    train = [(sentence, sentence) for sentence in sentences]
    secret = [("Ω ξ", "Ω ξ")]
    corpus = cut(Multi30k(train, secret, secret), 199).corpus
    assert "Ω" not in "".join(corpus.src_vocab.tokens + corpus.tgt_vocab.tokens)
    assert corpus.src_vocab.encode(corpus.test[0].src).count(UNK_ID) >= 2
    assert len(corpus.train) == 503


def test_multi30k_names_a_language_it_lacks():
    with pytest.raises(ValueError, match="no language 'cs'; expected one of en, de"):
        load_multi30k("cs")


@beside
def test_the_checksums_are_those_of_the_files():
    for name, sha256 in SHA256.items():
        content = (HERE / f"{name}.gz").read_bytes()
        assert hashlib.sha256(content).hexdigest() == sha256, name


@beside
@pytest.mark.parametrize("languages", [("de", "en"), ("en", "fr")])
def test_multi30k_is_whole_and_survives_its_subwords(languages):
    data = load_multi30k(*languages, folder=HERE)
    assert [len(part) for part in data] == [29_000, 1_014, 1_000]
    pieces = cut(data, 3_989)
    for text, pair in zip(data.test, pieces.corpus.test, strict=True):
        assert pieces.tgt_subwords.detokenise(pair.tgt) == " ".join(text[1].split())
