"""Task lists: one text says what is looked for, and rows, facets and counts are all found by it."""
