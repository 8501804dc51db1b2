"""The screens of an interaction by their place in the URL, and where each prompt starts."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.checks import CheckMessage, Error, register
from django.template import TemplateDoesNotExist
from django.template.loader import get_template

from idp.core import secrets
from idp.interaction import policy
from idp.interaction.pages import Page, Prompt, Visit
from idp.interaction.prompts import login

PAGES: dict[str, Page] = {page.slug: page for prompt in policy.BY_NAME.values() for page in prompt.pages}
_PROMPT_OF: dict[str, Prompt] = {page.slug: prompt for prompt in policy.BY_NAME.values() for page in prompt.pages}


def about(visit: Visit, slug: str) -> str:
    """Names what a page asks now, for its form to carry; empty where it asks for nothing that others can change."""
    facts = PAGES[slug].shown(visit)
    return secrets.mac("interaction page", visit.interaction.id, *facts) if facts else ""


def start_of(prompt: str, visit: Visit) -> str:
    """The page where a prompt starts for this person."""
    return policy.BY_NAME[prompt].first_page(visit)


def serves(slug: str, prompt: str) -> bool:
    """Whether a page may be shown while ``prompt`` is what is asked."""
    page = PAGES.get(slug)
    if page is None or prompt not in policy.BY_NAME:
        return False
    return _PROMPT_OF[slug].name == prompt or prompt in page.also_for or page is login.PAGE  # "sign in with another account"


def confirms(slug: str, visit: Visit) -> bool:
    """Whether the page asks who is signed in to prove it again. It does not for who came to it to be somebody else."""
    prompt = _PROMPT_OF[slug]
    return visit.is_confirmation and prompt.may_decline and policy.next_prompt(visit.context).prompt == prompt.name


def front_door(redirect_uri: str, *, is_ours: bool) -> str:
    """Where a client begins, as far as its redirect URI tells; empty for one that is no web page."""
    parts = urlsplit(redirect_uri)
    if parts.scheme not in ("https", "http"):
        return ""
    return urljoin(redirect_uri, "." if is_ours else "/")


@register("security")
def every_prompt_is_whole(**_: Any) -> list[CheckMessage]:
    """System check idp.E002: what is asked has a page, and a page its place, its template and a proof to store."""
    return [Error(fault, hint="idp/README.md tells how a prompt is added", id="idp.E002") for fault in _faults()]


def _faults() -> Iterator[str]:
    prompts = [prompt for prompt in policy.PROMPTS if prompt is not login.BEFORE_THE_CODE]
    pages = [page for prompt in prompts for page in prompt.pages]
    for name in _twice(prompt.name for prompt in prompts):
        yield f"the prompt {name} is listed twice"
    for slug in _twice(page.slug for page in pages):
        yield f"two pages are called {slug}"
    for prompt in prompts:
        if not prompt.pages and not all(check.refuses for check in prompt.checks):
            yield f"the prompt {prompt.name} asks and has no page"
        if prompt.pages and not prompt.proofs:
            yield f"the prompt {prompt.name} stores no proof: it would be asked without end"
    for page in pages:
        try:
            get_template(page.template)
        except TemplateDoesNotExist:
            yield f"the page {page.slug} has no template: {page.template}"


def _twice(names: Iterable[str]) -> list[str]:
    return [name for name, times in Counter(names).items() if times > 1]
