"""Fitting the models of replies: data, recipe, calibration, learning from corrections."""
