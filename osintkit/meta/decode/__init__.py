"""The decoders: what a block of metadata says, whatever file it was found in."""
