"""The walkers: one module for each family of files, from its first byte to its blocks of metadata."""
