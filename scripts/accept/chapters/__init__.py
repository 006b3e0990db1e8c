"""The chapters of the story that the official command line is put through."""
