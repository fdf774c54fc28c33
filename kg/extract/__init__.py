"""Rules that read facts off a document, one room for each kind of fact."""
