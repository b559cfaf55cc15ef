"""Whether passkeys work at the address at which a page was opened."""

from django import template

from accounts.second_factor import passkeys_work_here

register = template.Library()


@register.simple_tag
def passkeys_work() -> bool:
    """Return whether the browser offers passkeys here: only at a name, never at a bare number."""
    return passkeys_work_here()
