"""The norms explorer: its arithmetic is that of torch's norms."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch.testing import assert_close

from course_utils.exercises.layer_norm import check_touched
from course_utils.widgets.layer_norm import (
    NORMS,
    WIDTH,
    explore_norms,
    normalise,
    small_batch,
    touched,
)

JS = Path(__file__).parent / "js"


def test_norms_are_those_of_torch():
    x = small_batch()
    assert_close(normalise(x, "layer"), F.layer_norm(x, (WIDTH,)))
    batch = F.batch_norm(x.transpose(1, 2), None, None, training=True)
    assert_close(normalise(x, "batch"), batch.transpose(1, 2))
    instance = F.instance_norm(x.transpose(1, 2)).transpose(1, 2)
    assert_close(normalise(x, "instance"), instance)
    assert_close(normalise(x, "rms"), F.rms_norm(x, (WIDTH,), eps=1e-5))


def test_the_browser_computes_the_same(tmp_path):
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs node, which is not on the PATH")
    script = tmp_path / "run.mjs"
    script.write_text(
        f'import {{ load }} from "{(JS / "load.mjs").as_uri()}";\n'
        'const { normalise } = await load("layer_norm/explorer.js");\n'
        "const [numbers, shape, kinds] = JSON.parse(process.argv[2]);\n"
        "console.log(JSON.stringify("
        "kinds.map((kind) => [...normalise(numbers, shape, kind)])));\n"
    )
    x = small_batch()
    case = json.dumps([x.flatten().tolist(), list(x.shape), list(NORMS)])
    done = subprocess.run(
        [node, str(script), case], capture_output=True, text=True, check=True
    )
    for kind, found in zip(NORMS, json.loads(done.stdout), strict=True):
        wanted = normalise(x, kind).flatten()
        assert_close(torch.tensor(found), wanted, atol=1e-4, rtol=0)


def test_it_says_how_far_one_outlier_reaches():
    assert touched("layer") == WIDTH
    assert touched("batch") == 12
    assert "layer norm 5, batch norm 12" in explore_norms().summary()
    assert explore_norms().picture() == explore_norms().picture()


def test_the_rule_that_the_explorer_shows_holds_for_the_table_of_the_exercise():
    x = torch.randn(2, 7, 3)
    outlier = x.clone()
    outlier[0, 2, 1] += 5
    moved = [
        (normalise(x, kind) - normalise(outlier, kind)).abs().gt(1e-4).sum().item()
        for kind in ("layer", "batch", "instance")
    ]
    assert tuple(moved) == check_touched.solution


def test_the_fallback_names_the_norms_in_chinese(monkeypatch):
    monkeypatch.setenv("COURSE_LANG", "zh")
    assert "层归一化 5、批量归一化 12、实例归一化 4、RMS 归一化 5。" in (
        explore_norms().summary()
    )


def test_an_unknown_norm_is_named():
    with pytest.raises(ValueError, match="kind is 'group'; expected one of layer"):
        explore_norms("group")
