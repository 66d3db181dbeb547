import ast
import os
import re
import sys
from pathlib import Path

import pytest

from course_utils import __main__ as entry
from course_utils.commands import ROOT, doctor, lab, requirements
from course_utils.commands.problem import Problem
from course_utils.language import width


def run_main(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["course_utils", *arguments])
    return entry.main()


@pytest.mark.parametrize("name", ["__init__.py", "__main__.py"])
def test_entry_can_be_read_by_an_old_python(name):
    source = (ROOT / "course_utils" / name).read_text(encoding="utf-8")
    assert ast.parse(source, feature_version=(3, 7))


def test_main_names_the_needed_python_to_an_old_one(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8))
    answer = run_main(monkeypatch, "lab", "03")
    assert "needs Python 3.11 or newer; this one is 3.8" in answer


def test_old_python_is_told_in_chinese_too(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 8))
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "需要 Python 3.11 或更新的版本，当前是 3.8" in run_main(monkeypatch, "lab")
    monkeypatch.setenv("COURSE_LANG", "klingon")
    assert "needs Python 3.11 or newer" in run_main(monkeypatch, "lab")


def test_main_names_a_newer_python_that_is_there(monkeypatch, tmp_path):
    python = tmp_path / ("python3.12.exe" if sys.platform == "win32" else "python3.12")
    python.touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", (3, 8))
    answer = run_main(monkeypatch, "lab", "03")
    assert "python3.12 -m course_utils lab 03" in answer


def test_main_lists_the_commands(monkeypatch, capsys):
    assert run_main(monkeypatch) == 0
    printed = capsys.readouterr().out
    for command in ("lab", "test", "doctor", "notebooks", "conda"):
        assert f"\n  {command} " in printed


def test_main_refuses_an_unknown_command(monkeypatch):
    assert "no command 'labb'" in run_main(monkeypatch, "labb")


@pytest.mark.parametrize(
    ("system", "chosen", "said"),
    [
        ("en_GB.UTF-8", None, "no notebook '77'"),
        ("zh_CN.UTF-8", None, "没有名为 '77' 的笔记本"),
        ("en_GB.UTF-8", "zh", "没有名为 '77' 的笔记本"),
        ("zh_CN.UTF-8", "en", "no notebook '77'"),
    ],
)
def test_main_speaks_the_systems_language(monkeypatch, system, chosen, said):
    monkeypatch.setenv("LC_ALL", system)
    if chosen:
        monkeypatch.setenv("COURSE_LANG", chosen)
    assert said in run_main(monkeypatch, "lab", "77")


def test_main_lists_the_commands_in_chinese(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert run_main(monkeypatch) == 0
    assert "\n  doctor     检查这台电脑" in capsys.readouterr().out


def test_main_names_an_unknown_language_in_one_sentence(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "klingon")
    answer = run_main(monkeypatch, "doctor")
    assert answer.strip() == (
        "COURSE_LANG is 'klingon'; expected 'en' / 'zh'. Correct or unset it."
    )


@pytest.mark.parametrize("name", ["lab", "test", "doctor", "site"])
def test_help_is_chinese_to_the_last_word(monkeypatch, capsys, name):
    monkeypatch.setenv("COURSE_LANG", "zh")
    monkeypatch.setenv("LANGUAGE", "en")
    with pytest.raises(SystemExit) as exit_:
        run_main(monkeypatch, name, "--help")
    assert exit_.value.code == 0
    printed = capsys.readouterr().out
    assert printed.startswith("用法：")
    assert "\n选项：\n" in printed
    assert ":\n" not in printed
    for line in printed.splitlines()[1:]:
        words = re.findall(r"(?<![-\w./`])[a-z]{3,}(?![\w./_])", line)
        known = {"ruff", "pytest", "beam", "test", "conda", "notebook", "constraints"}
        known |= {"nbgrader"}
        assert set(words) <= known, line
    assert os.environ["LANGUAGE"] == "en"


def test_wrong_option_is_named_in_chinese(monkeypatch, capsys):
    monkeypatch.setenv("COURSE_LANG", "zh")
    with pytest.raises(SystemExit):
        run_main(monkeypatch, "lab", "--prot", "8888")
    assert "错误：无法识别的参数：--prot" in capsys.readouterr().err


def test_main_turns_a_problem_into_words(monkeypatch):
    assert "no notebook '77'" in run_main(monkeypatch, "lab", "77")


@pytest.fixture
def three_notebooks(tmp_path, monkeypatch):
    names = ["00_start_here", "02_seq2seq", "zh/02_seq2seq"]
    for name in names:
        path = tmp_path / "notebooks" / f"{name}.ipynb"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    monkeypatch.setattr(lab, "ROOT", tmp_path)
    monkeypatch.setattr(lab, "NOTEBOOKS", tmp_path / "notebooks")


@pytest.mark.parametrize(
    "name",
    [
        "02",
        "02_seq2seq",
        "02_seq2seq.ipynb",
        "notebooks/02_seq2seq.ipynb",
        "./notebooks/02_seq2seq.ipynb",
    ],
)
def test_find_notebook_takes_any_usual_name(three_notebooks, name):
    assert lab.find_notebook(name) == "notebooks/02_seq2seq.ipynb"


def test_find_notebook_finds_the_chinese_edition(three_notebooks):
    assert lab.find_notebook("zh/02") == "notebooks/zh/02_seq2seq.ipynb"


def test_find_notebook_lists_what_there_is(three_notebooks):
    with pytest.raises(Problem, match=r"'2'\. There are: 00_start_here, 02_seq2seq"):
        lab.find_notebook("2")


def test_first_notebook_is_of_the_readers_language(three_notebooks, monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert lab.first_notebook() == "00_start_here"  # as long as there is no other
    (lab.NOTEBOOKS / "zh" / "00_start_here.ipynb").touch()
    assert lab.first_notebook() == "zh/00_start_here"
    monkeypatch.setenv("COURSE_LANG", "en")
    assert lab.first_notebook() == "00_start_here"


def test_other_edition_is_named_in_its_own_language(three_notebooks):
    english, chinese = lab.find_notebook("02"), lab.find_notebook("zh/02")
    command = "python3 -m course_utils lab"
    assert lab.other_editions(english) == [f"中文版：{command} zh/02"]
    assert lab.other_editions(chinese) == [f"In English: {command} 02"]
    assert lab.other_editions(lab.find_notebook("00")) == []


def test_lab_command_says_what_the_options_say():
    command = lab.lab_command(Path("python"), "notebooks/02_seq2seq.ipynb", True, 9471)
    assert "--LabApp.default_url=/lab/tree/notebooks/02_seq2seq.ipynb" in command
    assert "--no-browser" in command
    assert "--ServerApp.port=9471" in command
    assert f"--ServerApp.root_dir={ROOT}" in command


def test_lab_command_opens_a_browser_on_a_free_port_by_default():
    command = lab.lab_command(Path("python"), "notebooks/02_seq2seq.ipynb", False, None)
    assert not [word for word in command if "browser" in word or "port" in word]


def test_requirements_join_the_extras():
    base, test = requirements.requirements(), requirements.requirements(("test",))
    assert set(base) < set(test)
    assert "torch" in [requirements.split(need)[0] for need in base]


@pytest.mark.parametrize(
    ("requirement", "fault"),
    [
        ("pytest>=8", None),
        ("pytest>=8.3,<1000", None),
        ("pytest>=1000", "the course needs >=1000"),
        ("pytest<8", "the course needs <8"),
        ("no-such-package-here>=1", "no-such-package-here is missing"),
    ],
)
def test_unmet_says_what_is_wrong(requirement, fault):
    found = requirements.unmet(requirement)
    assert found is None if fault is None else fault in found


def test_active_python_fits_where_the_tests_run():
    assert lab.active_python() == Path(sys.executable)


def test_active_python_names_what_is_missing_and_the_command(monkeypatch):
    monkeypatch.setattr(lab, "requirements", lambda _: ["no-such-package-here>=1"])
    with pytest.raises(Problem, match=r"here is missing.*-m pip install -e"):
        lab.active_python()


def test_doctor_finds_no_fault_where_the_tests_run():
    faults = [finding for finding in doctor.examine() if finding.fault]
    assert [fault for fault in faults if fault.subject != "memory"] == []


def test_doctor_names_each_fault_and_each_command_once():
    findings = [
        doctor.Finding("Python", "3.12.1"),
        doctor.Finding("torch", "none", "torch is missing", "install it"),
        doctor.Finding("tqdm", "none", "tqdm is missing", "install it"),
    ]
    report = doctor.report(findings)
    assert "ok    Python      3.12.1" in report
    assert "FAULT torch       torch is missing" in report
    assert report.count("install it") == 1


@pytest.mark.parametrize("code", ["en", "zh"])
def test_doctor_aligns_its_columns(monkeypatch, code):
    monkeypatch.setenv("COURSE_LANG", code)
    findings = doctor.examine()
    lines = doctor.report(findings).splitlines()
    starts = {
        width(line[: line.rindex(finding.value or finding.fault)])
        for line, finding in zip(lines, findings, strict=False)
    }
    assert len(starts) == 1


def test_doctor_speaks_chinese(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    report = doctor.report([*doctor.examine(), doctor.Finding("torch", "", "x", "y")])
    for words in ("正常  Python", "线程", "内核", "GB", "问题  torch", "修复方法："):
        assert words in report
    for words in ("ok ", "FAULT", "kernel", "memory", "threads", "To mend"):
        assert words not in report


def test_doctor_fails_on_a_fault(monkeypatch, capsys):
    fault = doctor.Finding("torch", "none", "torch is missing", "install it")
    monkeypatch.setattr(doctor, "examine", lambda: [fault])
    assert doctor.main(["--here"]) == 1
    assert "torch is missing" in capsys.readouterr().out


def test_doctor_is_content_without_a_fault(monkeypatch, capsys):
    fine = doctor.Finding("torch", "2.13.0")
    monkeypatch.setattr(doctor, "examine", lambda: [fine])
    assert doctor.main(["--here"]) == 0
    assert "All is well." in capsys.readouterr().out
