"""What it costs, beside what the bare minimum would cost in the same run."""
