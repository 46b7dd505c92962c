"""A question becomes a checked answer: retrieve, extract, refuse."""
