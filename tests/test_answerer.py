"""The site's answerer says what the kernel says, to every explorer that asks."""

from answering import ask_kernel, ask_site, assert_alike

from course_utils.data import EOS_ID
from course_utils.data.examples import GIVE_APPLE, NEAR_THE_HOUSE, THEY_SING
from course_utils.language import speaking
from course_utils.training.pretrained import MODELS, load
from course_utils.widgets.attention import explore_attention
from course_utils.widgets.beam_search import explore_beams
from course_utils.widgets.transformer import explore_architecture

LONG = (
    "In the morning, the two happy boys who sing don't buy the good orange when my "
    "tired sister's old black cat looks for her"
)
BAD = ("", "the zzz Frobs sleep zzz", "the cat and " * 12, "w" * 90)  # each a complaint
PAIRS = [NEAR_THE_HOUSE, THEY_SING, GIVE_APPLE]


def change(kind, layer=0, *, temperature=1.0, muted=(), pins=()):
    return {
        "kind": kind,
        "layer": layer,
        "temperature": temperature,
        "muted": list(muted),
        "pins": [list(pin) for pin in pins],
    }


def one_hot(place, length):
    return [float(i == place) for i in range(length)]


EVEN = [0.25] * 4
LEFT_ALONE = {"padded": False, "padding": True, "causal": True, "width": 1}
SENTENCES = [{"example": 1}, {"text": "I'm not reading their letters"}, {"text": LONG}]
SENTENCES += [{"text": text} for text in BAD]
MEDDLING = [
    *SENTENCES,
    {"example": 0, "padded": True},
    {"example": 0, "padded": True, "padding": False},
    {"text": LONG, "width": 4},
    *(
        {"example": 0, "changes": [change("cross", **each)]}
        for each in (
            {"muted": [0]},
            {"temperature": 10**0.4},
            {"temperature": 0.1, "pins": [(0, 2, one_hot(5, 9)), (0, 30, EVEN)]},
        )
    ),
]
# Attentions that only the Transformer has
DEEPER = [
    {"example": 1, "causal": False},
    {"example": 0, "width": 4, "causal": False},
    *(
        {"example": 0, "changes": [*each]}
        for each in (
            [change("encoder", 1, muted=[0, 3], pins=[(1, 2, one_hot(0, 9))])],
            [change("decoder", pins=[(2, 1, EVEN)])],  # row 1 looks ahead
            [change("decoder", muted=[1]), change("cross", temperature=3.0)],
            [change("decoder", pins=[(0, 4, one_hot(1, 11)), (3, 5, EVEN)])],
        )
    ),
    {"example": 0, "width": 3, "changes": [change("encoder", temperature=0.2)]},
]


def attention(name, questions):
    explorer = explore_attention(*load(name)[:3], PAIRS)
    return ask_kernel(
        explorer, [{**LEFT_ALONE, "id": i} | q for i, q in enumerate(questions)]
    )


def beams(name, questions, **settings):
    finished = load(name)
    explorer = explore_beams(*finished[:3], PAIRS, **settings)
    return ask_kernel(
        explorer, [{"id": str(i), "forced": []} | q for i, q in enumerate(questions)]
    )


def forced(text):
    return load("seq2seq").tgt_vocab.encode(text.split())


def walks(name, questions):
    explorer = explore_architecture(*load(name)[:3], "They sing.", ["ils"])
    asked = [{"text": text, "written": written} for text, written in questions]
    return ask_kernel(explorer, [{"id": i} | each for i, each in enumerate(asked)])


def alike(asked, folder):
    for each, answers in zip(asked, ask_site(asked, folder), strict=True):
        assert_alike(each, answers)


def test_attention_is_meddled_with_alike(tmp_path):
    deep = [*MEDDLING, *DEEPER]
    asked = [
        attention("seq2seq_with_attention", MEDDLING),
        attention("transformer", deep),
    ]
    alike([*asked, attention("transformer_rotary", DEEPER[:3])], tmp_path)


def test_searches_are_traced_alike(tmp_path):
    questions = [
        *SENTENCES,
        {"example": 0, "widths": [3, 1]},
        {"example": 0, "forced": forced("il")},
        {"text": LONG, "forced": forced("le garçon pense"), "widths": [5]},
        {"example": 1, "forced": [*forced("elles"), EOS_ID]},
    ]
    asked = [beams("seq2seq", questions, max_len=8)]
    asked += [beams(name, questions[:2], max_len=4) for name in MODELS]
    alike(asked, tmp_path)


def test_map_shows_the_same_numbers(tmp_path):
    questions = [("the black cat sleeps .", []), (LONG, ["dans", "le", "matin"])]
    bad = [
        *((text, []) for text in BAD),
        ("they sing", ["zzz"]),
        ("a cat", ["le"] * 31),
    ]
    asked = [
        walks("transformer", questions + bad),
        walks("transformer_rotary", questions),
    ]
    alike(asked, tmp_path)


def test_complaints_are_the_kernels_in_chinese(tmp_path):
    with speaking("zh"):
        asked = [attention("transformer", [{"text": text} for text in BAD])]
    assert "模型" in asked[0].answers[1]["answer"]["complaint"]
    alike(asked, tmp_path)


def test_nobody_answers_for_a_model_that_is_not_finished(tmp_path):
    finished = load("seq2seq")
    finished.model.decoder.output_proj.weight.data *= 1.1
    explorer = explore_beams(*finished[:3], PAIRS, max_len=3)
    asked = ask_kernel(explorer, [{"id": "1", "example": 0, "forced": []}])
    ((answer,),) = ask_site([asked], tmp_path)
    assert "answer" not in answer
