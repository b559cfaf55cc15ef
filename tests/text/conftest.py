"""Generated texts: no deadline for each, since two busy cores make one slow now and then."""

from hypothesis import settings

settings.register_profile("text", deadline=None, print_blob=True)
settings.load_profile("text")
