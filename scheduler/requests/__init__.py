"""Requests: asked for ahead of time, granted or refused together in a round."""
