"""The subcommands of ``python -m nlp`` that have no other home."""
