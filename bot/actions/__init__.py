"""Verbs: what people do. They take a session, an actor and ``now=``, and never commit."""
