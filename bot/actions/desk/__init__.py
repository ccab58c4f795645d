"""What the console asks of the store: what waits, lists, search, one case's conversation, what went
out. Only questions; what is done stands in the modules of the verbs."""
