"""Neural style transfer after Gatys et al.: the content of one picture in the style of another."""
