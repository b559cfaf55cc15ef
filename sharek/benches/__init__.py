"""What ``manage.py bench NAME`` measures: a module for each, with ``run(json)``, and what they share."""
