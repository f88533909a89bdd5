"""base ← test ← development ; base ← production."""
