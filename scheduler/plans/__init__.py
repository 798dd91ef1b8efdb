"""Plans: what the solver proposes for a round, what people decide about it, and its application."""
