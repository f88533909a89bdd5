"""The law of the validation of experience: pure functions, plain values, sentences in French."""
