"""What the finished models reach, from the findings that lie in the package."""

from safetensors import safe_open

from course_utils.language import N_, _
from course_utils.training import real_language
from course_utils.training.findings import read_findings
from course_utils.training.pretrained import MODELS, RUNS, WEIGHTS, Run

_NAMES = {
    "seq2seq": N_("seq2seq"),
    "seq2seq_bidirectional": N_("seq2seq, bidirectional encoder"),
    "seq2seq_with_attention": N_("seq2seq with attention"),
    "transformer": N_("Transformer"),
    "transformer_rotary": N_("Transformer, rotary, 2 + 1 layers"),
}


def results() -> str:
    """Return a table of the finished models, and a line about real language."""
    runs = read_findings(RUNS, Run)
    head = [
        _("finished model"),
        _("parameters"),
        _("passes"),
        _("exact match on the test, three seeds"),
        _("training, CPU seconds"),
    ]
    lines = [head, ["---"] * len(head)]
    for name in MODELS:
        own = [run for run in runs if run.model == name]
        tests, seconds = [run.test for run in own], [run.seconds for run in own]
        lines.append(
            [
                _(_NAMES[name]),
                f"{_parameters(name):,}",
                str(own[0].epochs),
                f"{min(tests):.1%}–{max(tests):.1%}",
                f"{min(seconds):.0f}–{max(seconds):.0f}",
            ]
        )
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{_machine()}\n\n{_real()}"


def _parameters(name: str) -> int:
    with safe_open(WEIGHTS / f"{name}.safetensors", "pt") as file:
        shapes = [file.get_slice(key).get_shape() for key in file.keys()]
    total = 0
    for shape in shapes:
        size = 1
        for each in shape:
            size *= each
        total += size
    return total


def _machine() -> str:
    return _(
        "On one thread of a shared CPU: the ratios between the lines count, not the seconds. The sentences are made by a grammar, and the test's are not in the training."
    )


def _real() -> str:
    found = read_findings(real_language.FINDINGS, real_language.Finding)
    beams, greedy = [each.beam[0] for each in found], [each.greedy[0] for each in found]
    return _(
        "Real language: the same Transformer class with {millions:.1f} million parameters, Multi30k German → English (test_2016_flickr, {epochs} epochs, three seeds, on an {device}): BLEU {greedy} with greedy search, {beam} with a beam of 5, lower-cased.",
        millions=found[0].parameters / 1e6,
        epochs=found[0].epochs,
        device=found[0].device,
        greedy=f"{min(greedy):.1f}–{max(greedy):.1f}",
        beam=f"{min(beams):.1f}–{max(beams):.1f}",
    )
