"""Who and what is named in words: rules for Korean and English, proposals only.

Nothing here makes a text anonymous: a name that no rule knows stays, and who knows the work may
know the person by what is said.
"""
