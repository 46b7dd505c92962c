"""Report files become something that can be searched: read, split, encode, store."""
