"""`python -m benchmarks`: every measurement, one table after the other."""

from benchmarks import beam_search, corpus, imports, training

for benchmark in (imports, corpus, training, beam_search):
    benchmark.main()
