"""What surrounds the application: the environment, the private servers, the two commands.

Standard library only: all of it runs before anything is installed.
"""
