"""What lessons are made of, without a widget and without a thread."""
