import pytest

from course_utils.data.pairs import Pair
from course_utils.data.tables import Table, aligned_table, alignment_table

PAIR = Pair(
    ("he", "does", "not", "sleep"),
    ("il", "ne", "dort", "pas"),
    ((0, 0), (2, 1), (2, 3), (3, 2)),
)


def test_aligned_table_shifts_the_target_and_marks_padding():
    table = aligned_table(PAIR, tgt_len=6)
    assert table.rows == [
        ("0", "<bos>", "il", "yes"),
        ("1", "il", "ne", "yes"),
        ("2", "ne", "dort", "yes"),
        ("3", "dort", "pas", "yes"),
        ("4", "pas", "<eos>", "yes"),
        ("5", "<pad>", "<pad>", "no"),
    ]
    assert len(aligned_table(PAIR).rows) == 5


def test_aligned_table_refuses_too_short_a_length():
    with pytest.raises(ValueError, match="tgt_len is 4, but the sentence needs 5"):
        aligned_table(PAIR, tgt_len=4)


def test_alignment_table_lists_the_words_that_belong_together():
    assert alignment_table(PAIR).rows == [
        ("he", "il"),
        ("does", "–"),
        ("not", "ne pas"),
        ("sleep", "dort"),
    ]


def test_table_prints_columns_and_shows_html():
    table = Table(("a", "long"), [("bcd", "<eos>"), ("e", "f")])
    assert repr(table) == "a    long\n---  -----\nbcd  <eos>\ne    f"
    html = table._repr_html_()
    assert html.count("<tr>") == 3
    assert "&lt;eos&gt;" in html
    assert "<eos>" not in html


def test_tables_speak_chinese(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    lines = repr(aligned_table(PAIR, tgt_len=6)).splitlines()
    assert lines[0].startswith("步  解码器输入")
    assert lines[1].startswith("--  ----------")
    assert lines[-1].endswith("否")
