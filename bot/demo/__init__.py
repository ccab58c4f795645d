"""The demo county 青禾县: fictional, generated, the same every time (seeded, no network)."""
