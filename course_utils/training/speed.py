"""Tokens a second, against length: a GRU with attention and a Transformer.

    python -m course_utils.training.speed [cpu] [cuda]

measures on the devices named (the CPU with one thread; less than a minute each) and
writes the findings that notebook 08 shows to `speed.json`.
"""

import platform
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import torch

from course_utils.attention import Seq2SeqWithAttention
from course_utils.data import Batch
from course_utils.encoder_decoder import EncoderDecoder
from course_utils.language import N_
from course_utils.training.evaluation import sequence_loss
from course_utils.training.findings import read_findings, write_findings
from course_utils.transformer import Transformer

FINDINGS = Path(__file__).parent / "speed.json"
VOCAB, BATCH = 268, 32
LENGTHS = (16, 64, 256)
MODELS: dict[str, Callable[[], EncoderDecoder]] = {
    N_("GRU + attention"): lambda: Seq2SeqWithAttention(VOCAB, VOCAB),
    N_("Transformer"): lambda: Transformer(VOCAB, VOCAB, max_len=max(LENGTHS) + 1),
}


class Finding(NamedTuple):
    """Target tokens a second: in training steps, and written greedily one by one.

    A batch has `BATCH` sources and as many targets, all of `length` random tokens.
    """

    device: str
    model: str
    length: int
    training: float
    writing: float


def random_batch(length: int, device: torch.device) -> Batch:
    """Return sources and targets of a length; no token ends a sentence."""
    src = torch.randint(4, VOCAB, (BATCH, length), device=device)
    tgt = torch.randint(4, VOCAB, (BATCH, length + 1), device=device)
    return Batch(src, tgt[:, :-1], tgt[:, 1:])


def find(model: str, length: int, device: torch.device) -> Finding:
    """Measure one model at one length: medians of some rounds."""
    torch.manual_seed(0)
    made = MODELS[model]().to(device)
    batch = random_batch(length, device)
    optimiser = torch.optim.AdamW(made.parameters(), fused=True)

    def learn() -> None:
        loss = sequence_loss(made(batch.src, batch.tgt_in), batch.tgt_out)
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
        loss.item()  # waits for the device

    @torch.no_grad()
    def write() -> None:
        state, tokens = made.start(made.encode(batch.src)), batch.tgt_in[:, 0]
        for _token in range(length):
            log_probs, state = made.step(tokens, state)
            tokens = log_probs.argmax(dim=-1)
        tokens.sum().item()

    speeds = (BATCH * length / seconds(each) for each in (learn, write))
    return Finding(_named(device), model, length, *(float(f"{n:.3g}") for n in speeds))


def seconds(call: Callable[[], None], rounds: int = 3) -> float:
    """Return how long a call takes: the median, after one call to warm up."""
    call()
    spent = []
    for _round in range(rounds):
        began = time.perf_counter()
        call()
        spent.append(time.perf_counter() - began)
    return median(spent)


def _named(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    return f"{_processor()}, 1 thread" if device.type == "cpu" else device.type


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.split(":")[1].strip() for line in lines if "model name" in line]
    return names[0] if names else platform.machine()


def stored_findings() -> list[Finding]:
    """What `python -m course_utils.training.speed` measured."""
    return read_findings(FINDINGS, Finding)


def main(devices: list[str]) -> None:
    """Measure every model at every length on each device, and write it down."""
    torch.set_num_threads(1)
    findings: list[Finding] = []
    for device in devices:
        for model in MODELS:
            findings += [find(model, each, torch.device(device)) for each in LENGTHS]
        write_findings(FINDINGS, findings)


if __name__ == "__main__":
    main(sys.argv[1:] or ["cpu"])
