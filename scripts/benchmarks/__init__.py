"""What `scripts/benchmark.py` measures: the speed of each stage, and our times beside those of other systems."""
