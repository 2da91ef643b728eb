"""Tests of the wing `text`."""
