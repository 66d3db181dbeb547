"""`python -m benchmarks`: every measurement, one table after the other."""

from benchmarks import attention, beam_search, corpus, imports, training

for benchmark in (imports, corpus, training, beam_search, attention):
    benchmark.main()
