"""What if? The sliders."""
