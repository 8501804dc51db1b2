"""Two headers as Django may read them: how it, or Python's library, reads them takes work that grows with the square.

Sixty kilobytes, which anybody may send, would keep a core busy for seconds. Spec: RFC 6265 §4.1.1; RFC 9110 §5.6.6, §8.3.
"""

import re

_LONGEST_TYPE, _LONGEST_PARAMETERS = 127, 256  # RFC 6838 §4.2
_CHARSET = re.compile(r";[ \t]*charset=\"?([^\";]*)", re.IGNORECASE)


def cookies(header: str) -> str:
    """A Cookie header without cookies that may be quoted and escaped: none of ours is, and Python unescapes slowly.

    Every mark and every backslash counts, wherever it is: Django strips more around a value than can be told of bytes.
    """
    return ";".join(pair for pair in header.split(";") if '"' not in pair or "\\" not in pair)


def content_type(header: str) -> str:
    """The media type, and of its parameters the charset: UTF-8, or one that is not read here.

    Python takes any codec's name for a charset, of bytes into bytes too, and Django decodes the query by it.
    """
    kind, semicolon, parameters = header.partition(";")
    named = _CHARSET.search(semicolon + parameters[:_LONGEST_PARAMETERS])
    kind = kind.strip()[:_LONGEST_TYPE]
    if named is None:
        return kind
    return f"{kind}; charset={'utf-8' if named[1].strip().lower() == 'utf-8' else 'unread'}"
