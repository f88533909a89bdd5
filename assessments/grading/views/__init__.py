"""The screens of the room: the evaluator's day, the sheet, the consensus, the lead's page."""
