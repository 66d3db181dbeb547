from zipfile import ZipFile

import pytest

from course_utils.data.real import tatoeba
from course_utils.data.real.download import DownloadError
from course_utils.data.real.tatoeba import MEMBER, load_tatoeba

TEXT = "Go.\tVa !\tCC-BY 2.0 (someone)\nno tab\nI sleep.\tJe dors.\tCC-BY 2.0 (she)\n"


@pytest.fixture
def archive(tmp_path):
    path = tmp_path / "fra-eng.zip"
    with ZipFile(path, "w") as packed:
        packed.writestr("_about.txt", "who made it")
        packed.writestr(MEMBER, TEXT)
    return path


def sentences(reading):
    return [(" ".join(pair.src), " ".join(pair.tgt)) for pair in reading.pairs]


EXPECTED = [("go .", "va !"), ("i sleep .", "je dors .")]


def test_a_local_file_is_read_packed_or_not(archive, tmp_path):
    plain = tmp_path / "pairs.tsv"
    plain.write_text(TEXT, encoding="utf-8")
    for path in (archive, plain, str(plain)):
        reading = load_tatoeba(path)
        assert sentences(reading) == EXPECTED
        assert [number for number, _ in reading.skipped] == [2]


def test_without_a_path_it_is_fetched(archive, monkeypatch):
    asked = []
    monkeypatch.setattr(
        tatoeba, "fetch", lambda remote: asked.append(remote) or archive
    )
    assert sentences(load_tatoeba()) == EXPECTED
    assert asked == [tatoeba.EXPORT]


def test_offline_it_says_so(monkeypatch, tmp_path):
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    renewed = tatoeba.EXPORT._replace(url="http://127.0.0.1:9/fra-eng.zip")
    monkeypatch.setattr(tatoeba, "EXPORT", renewed)
    with pytest.raises(DownloadError, match="Are you offline"):
        load_tatoeba()


def test_a_damaged_zip_is_named(archive):
    content = bytearray(archive.read_bytes())
    content[content.index(b"Va !")] ^= 1
    archive.write_bytes(content)
    with pytest.raises(DownloadError, match=r"fra-eng\.zip is not a whole zip file"):
        load_tatoeba(archive)
    archive.write_bytes(content[:50])
    with pytest.raises(DownloadError, match="Delete it"):
        load_tatoeba(archive)


def test_another_zip_is_named(tmp_path):
    other = tmp_path / "deu-eng.zip"
    with ZipFile(other, "w") as packed:
        packed.writestr("deu.txt", TEXT)
    with pytest.raises(ValueError, match=r"holds no fra\.txt"):
        load_tatoeba(other)
