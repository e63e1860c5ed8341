"""How fast the model is, and the plain models that it is measured against."""
