"""Address of the learning curves."""

from django.urls import path

from leadqual.lab.pages import learning_curves

pages = [path("lab/comparison/", learning_curves.curves, name="comparison")]
