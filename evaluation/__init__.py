"""In: cases. Out: runs → scores → report, baselines and benchmarks."""
