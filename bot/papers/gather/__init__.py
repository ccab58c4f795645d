"""Papers from the store: each function reads what a paper needs and fills its dataclass. Words come
masked, ratings stay sealed, what is about a person (avoidance) is on no list."""
