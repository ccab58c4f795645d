"""What is said of suggestions: by deputies, bureaus, reviewers and who coordinates."""
