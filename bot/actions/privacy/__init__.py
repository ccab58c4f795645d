"""Rights over one's own data (personal information law 44–50) and how long data is kept (19)."""
