"""HTTP in, HTTP out: parse, act, reply."""
