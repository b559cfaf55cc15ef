"""The demo portal of a first start: its people, topics, debates, polls and queue, told through the doors.

``story`` keeps the deeds in the order of their time and does each with the clock set back to it; ``people``,
``topics``, ``debates``, ``polls`` and ``desk`` plan them from ``sharek/data``; ``crowd`` adds the many who only say
"me too" and vote; ``loading`` does it all in one transaction.
"""
