"""The employer's recognition: asking for it, its answer, its papers, and its clocks."""
