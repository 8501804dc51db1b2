"""Texts that no honest keyboard types, as they travel in a form: percent-encoded bytes by what is wrong with them."""

BROKEN = {
    "NUL": "%00",
    "NUL inside": "a%00b",
    "lone surrogate": "%ED%A0%80",
    "overlong slash": "%C0%AF",
    "overlong NUL": "%C0%80",
    "not UTF-8": "%FF%FE",
    "cut short": "%E2%82",
    "beyond Unicode": "%F5%80%80%80",
    "latin-1": "caf%E9",
}
STRANGE = {
    "U+FFFE": "%EF%BF%BE",
    "BOM": "%EF%BB%BFa",
    "emoji": "%F0%9F%91%BE",
    "right to left": "%E2%80%AEmoc.live",
    "combining": "a" + "%CC%81" * 1000,
    "zero width": "a%E2%80%8Bb",
    "line break": "a%0D%0AX-Evil: 1",
    "escape": "%1B%5B31m",
    "markup": "%3Cscript%3Ealert(1)%3C/script%3E",
    "template": "%7B%7B7*7%7D%7D",
    "format": "%25s%25n",
    "statement": "'%20OR%201=1--",
}
