"""What is worth following up.

Each lead says what was found, what it is consistent with, and what it does not show. There is no score and
no verdict, and the absence of metadata is never a lead.
"""
