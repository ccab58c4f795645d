"""Suggestions (代表建议): one file for each family of verbs; import the one that holds the verb."""
