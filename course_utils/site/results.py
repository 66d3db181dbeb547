"""What the finished models reach, from the findings that lie in the package."""

from course_utils.language import N_, _
from course_utils.training import real_language
from course_utils.training.findings import read_findings
from course_utils.training.pretrained import MODELS, RUNS, Run, load

_NAMES = {
    "seq2seq": N_("seq2seq"),
    "seq2seq_bidirectional": N_("seq2seq, bidirectional encoder"),
    "seq2seq_with_attention": N_("seq2seq with attention"),
    "transformer": N_("Transformer"),
    "transformer_rotary": N_("Transformer, rotary, 2 + 1 layers"),
}


def results() -> str:
    """Return a table of the finished models, and a paragraph about real language."""
    runs = read_findings(RUNS, Run)
    head = [
        _("finished model"),
        _("parameters"),
        _("passes over the corpus"),
        _("right translations, three seeds"),
        _("training, CPU seconds"),
    ]
    lines = [head, ["---"] * len(head)]
    for name in MODELS:
        own = [run for run in runs if run.model == name]
        rates = [100 * run.test for run in own]
        lines.append(
            [
                _(_NAMES[name]),
                f"{_parameters(name):,}",
                str(own[0].epochs),
                f"{_range(rates, 1)} %",
                _range([run.seconds for run in own], 0),
            ]
        )
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"{table}\n\n{_made_up()}\n\n{_real()}"


def _parameters(name: str) -> int:
    return sum(each.numel() for each in load(name).model.parameters())


def _range(values: list[float], digits: int) -> str:
    return f"{min(values):.{digits}f}–{max(values):.{digits}f}"


def _made_up() -> str:
    return _(
        "English to French, sentences written by a grammar; right means the same word "
        "for word, in a test whose sentences the training never saw. One thread of a "
        "shared CPU: compare the lines, not the seconds."
    )


def _real() -> str:
    found = read_findings(real_language.FINDINGS, real_language.Finding)
    return _(
        "Real language: the same Transformer class with {millions:.1f} million "
        "parameters on Multi30k, German to English (test_2016_flickr; {epochs} epochs "
        "on an {device}, three seeds): BLEU {greedy} with greedy search, {beam} with a "
        "beam of 5, lower-cased.",
        millions=found[0].parameters / 1e6,
        epochs=found[0].epochs,
        device=found[0].device,
        greedy=_range([each.greedy[0] for each in found], 1),
        beam=_range([each.beam[0] for each in found], 1),
    )
