"""The pass between parsing Markdown and writing HTML: what a text may do to the page around it."""

from collections.abc import Iterable, Iterator

from markdown_it.token import Token

from sharek.text.direction import strong_direction

# Deeper quotes, lists and emphasis lose their marks, not their words: no reader needs them, and a sanitiser that is
# quadratic in depth must not get them.
MAX_BLOCK_DEPTH = 8
MAX_INLINE_DEPTH = 4

_CONTAINERS = frozenset({"blockquote", "bullet_list", "ordered_list", "list_item"})
_EMPHASIS = frozenset({"em", "strong", "s"})


def fit_into_page(tokens: list[Token]) -> list[Token]:
    """Return the block ``tokens`` of a text so that they fit into any page.

    Headings become bold paragraphs (the outline belongs to the page), images become links, nesting is bounded, and each
    block says which way it runs.
    """
    fitted = _flattened(_without_headings(tokens), _CONTAINERS, MAX_BLOCK_DEPTH)
    for token in fitted:
        if token.type == "inline" and token.children:
            token.children = _flattened(_without_images(token.children), _EMPHASIS, MAX_INLINE_DEPTH)
    _set_directions(fitted)
    return fitted


def _without_headings(tokens: list[Token]) -> list[Token]:
    heading = False
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            heading = token.nesting == 1
            token.type = token.type.replace("heading", "paragraph")
            token.tag = "p"
        elif heading and token.type == "inline" and token.children:
            token.children = [Token("strong_open", "strong", 1), *token.children, Token("strong_close", "strong", -1)]
    return tokens


def _without_images(tokens: list[Token]) -> Iterator[Token]:
    """Yield inline ``tokens`` with a link in place of each image, or its words where it stands in a link."""
    links = 0
    for token in tokens:
        if token.type == "image":
            address = str(token.attrs.get("src", ""))
            words = Token("text", "", 0, content=token.content or address)
            if links:
                yield words
            else:
                yield from (Token("link_open", "a", 1, attrs={"href": address}), words, Token("link_close", "a", -1))
            continue
        if token.type == "link_open":
            # A title shows up on hover only: nobody who reviews the text would see it.
            token.attrs.pop("title", None)
        links += token.nesting if token.tag == "a" else 0
        yield token


def _flattened(tokens: Iterable[Token], kinds: frozenset[str], limit: int) -> list[Token]:
    """Return ``tokens`` without the pairs of ``kinds`` that lie deeper than ``limit``; what they hold stays.

    A list and its items go together: an item never stays without its list.
    """
    kept: list[Token] = []
    depth = 0
    lost: list[bool] = []
    for token in tokens:
        if token.nesting == 0 or token.type.rpartition("_")[0] not in kinds:
            kept.append(token)
            continue
        if token.nesting == 1:
            depth += 1
            gone = lost[-1] if token.type == "list_item_open" and lost else depth > limit
            lost.append(gone)
        else:
            depth -= 1
            gone = lost.pop()
        if not gone:
            kept.append(token)
    return kept


def _set_directions(tokens: list[Token]) -> None:
    """Set ``dir`` on each block.

    A block that holds its words itself asks the browser (auto). One that holds other blocks is told: dir="auto" passes
    over children with a ``dir`` of their own, so the bar of an Arabic quotation would stand on the wrong side.
    """
    containers: list[tuple[Token, list[str]]] = []
    bare = False
    for position, token in enumerate(tokens):
        kind, _, end = token.type.rpartition("_")
        if token.type == "paragraph_open":
            # In a tight list the item holds its words without a paragraph; whatever else stands in it is one.
            bare = token.hidden and tokens[position - 1].type == "list_item_open"
            token.hidden = bare
            (tokens[position - 1] if bare else token).attrSet("dir", "auto")
        elif token.type == "paragraph_close":
            token.hidden = bare
        elif token.type in ("inline", "fence"):
            for _block, words in containers:
                words.append(token.content)
        elif kind in _CONTAINERS and end == "open":
            containers.append((token, []))
        elif kind in _CONTAINERS:
            block, words = containers.pop()
            way = strong_direction(" ".join(words))
            if way and "dir" not in block.attrs:
                block.attrSet("dir", way)
