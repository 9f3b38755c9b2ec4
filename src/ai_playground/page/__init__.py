"""What every lesson page is made of: its surroundings, its layout, and the control of its run."""
