"""Made-up people, whose history is built through the real actions with the clock held back: six to
try Candor with, and whoever else the demo shows.
"""
