from pathlib import Path

import pytest

from course_utils.data.real.tab_separated import read_tab_separated

TATOEBA = Path(__file__).parents[2] / "shared" / "data" / "tatoeba"
GOOD = "Go.\tVa !\tCC-BY 2.0 (someone)\nHe doesn’t sleep.\tIl ne dort pas.\n"


@pytest.fixture
def file(tmp_path):
    def write(content):
        path = tmp_path / "pairs.tsv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_read_tab_separated_takes_two_or_three_columns(file):
    pairs, skipped = read_tab_separated(file(GOOD))
    assert skipped == []
    assert [(pair.src, pair.tgt) for pair in pairs] == [
        (("go", "."), ("va", "!")),
        (("he", "does", "not", "sleep", "."), ("il", "ne", "dort", "pas", ".")),
    ]
    assert {pair.alignment for pair in pairs} == {()}


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_read_tab_separated_takes_files_of_any_system(file, ending, mark):
    expected = read_tab_separated(file(GOOD))
    assert read_tab_separated(file(mark + GOOD.replace("\n", ending))) == expected


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (b"Go. Va !", "1 column; expected 2 or 3"),
        (b"a\tb\tc\td", "4 columns; expected 2 or 3"),
        (b"\tVa !", "the source side is empty"),
        (b"Go.\t  \tCC-BY", "the target side is empty"),
        (b"Caf\xe9\tCaf\xe9", r"not valid UTF-8 \(byte 0xe9 at column 4\)"),
        (b"", "1 column; expected 2 or 3"),
    ],
)
def test_a_bad_line_is_named_or_skipped_and_counted(file, line, fault):
    good = GOOD.encode()
    path = file(good + line + b"\n" + good)
    with pytest.raises(ValueError, match=rf"pairs\.tsv, line 3: {fault}.*skip_bad"):
        read_tab_separated(path)
    pairs, skipped = read_tab_separated(path, skip_bad=True)
    assert len(pairs) == 4
    ((number, said),) = skipped
    assert number == 3
    assert said in str(skipped)


@pytest.mark.parametrize("content", ["", "\n\n", "\ufeff"])
def test_an_empty_file_is_refused(file, content):
    with pytest.raises(ValueError, match=r"pairs\.tsv: the file is empty"):
        read_tab_separated(file(content), skip_bad=True)


def test_a_missing_file_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_tab_separated(tmp_path / "nowhere.tsv")


def test_tatoeba_is_read_whole():
    path = TATOEBA / "eng-fra-5000.tsv"
    if not path.exists():
        pytest.skip("the Tatoeba sample is not on this machine")
    pairs, skipped = read_tab_separated(path)
    assert len(pairs) == 5_000
    assert skipped == []
    assert all(pair.src and pair.tgt for pair in pairs)
