"""`python -m benchmarks`: every measurement, one table after the other."""

from benchmarks import (
    attention,
    beam_search,
    corpus,
    device,
    imports,
    notebooks,
    scaling,
    training,
    widgets,
)

for benchmark in (
    imports,
    corpus,
    beam_search,
    attention,
    scaling,
    training,
    widgets,
    device,
    notebooks,
):
    benchmark.main()
