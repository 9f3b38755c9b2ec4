"""The page of the patches lesson."""
