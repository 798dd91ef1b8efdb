"""Long work that survives a crash: queued with the change that asks for it, done step by step, read while it runs."""
