"""The demo: made-up people, whose history is built through the real actions with the clock held
back.
"""
