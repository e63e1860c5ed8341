"""What the model is fitted and held to: targets, directions, priors, and the stand-in that a fit searches in."""
