"""`python -m benchmarks`: every measurement, one table after the other."""

from benchmarks import corpus, imports, training

for benchmark in (imports, corpus, training):
    benchmark.main()
