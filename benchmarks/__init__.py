"""Commands that measure the solver; run them with `python -m benchmarks.<name>`."""
