"""What templates say about live updates; the attributes are described in docs/live-pages.md."""

import json
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from realtime.streams import parse, stream_name

register = template.Library()


@register.simple_tag(takes_context=True)
def live_streams(context: template.Context, kind: str, pk: int | None = None, part: str | None = None) -> SafeString:
    """Let the page listen to one more stream: ``{% live_streams "poll" poll.pk "results" %}``.

    The number it begins from is the one in ``live`` of the context, which the view read before its content. LookupError
    for a logged stream that the view has not read: a number read now would be too late.
    """
    name = stream_name(kind, pk, part)
    parsed = parse(name)
    seqs = context.get("live") or {}
    if name not in seqs and parsed is not None and not parsed.is_snapshot:
        raise LookupError(f"the view must read the number of {name} before its content: live=last_seqs([…])")
    streams = json.dumps({name: seqs.get(name, 0)}, separators=(",", ":"))
    return format_html('<span hidden data-live="{}"></span>', streams)


@register.simple_tag
def live_id(thing: Any) -> SafeString:
    """Name the object that an element shows, so that events about it find the element: ``data-live-id="comment.5"``."""
    return format_html('data-live-id="{}.{}"', thing._meta.model_name, thing.pk)
