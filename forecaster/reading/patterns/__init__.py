"""The rules: wordings that tell an act, with negation, modality, attribution and recall."""
