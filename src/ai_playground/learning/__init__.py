"""What networks of several lessons are trained with, on TensorFlow or JAX alike."""
