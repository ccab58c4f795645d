"""The service itself, without HTTP and without timers."""
