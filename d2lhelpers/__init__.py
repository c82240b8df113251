"""Helpers of the book Deep Learning, Line by Line."""
