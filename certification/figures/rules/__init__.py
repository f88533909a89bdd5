"""What is shown of a number of people, how a rate is taken, where a plot puts it."""
