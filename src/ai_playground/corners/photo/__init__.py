"""Generated photos of pages as phones see them, with the corners known exactly."""
