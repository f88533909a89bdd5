"""Everything held about a person, in one archive, made by a job, for its owner only."""
