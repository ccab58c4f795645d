"""Pure rules of the trade: no database, no clock, no network."""
