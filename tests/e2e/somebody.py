"""One more person at a browser: cookies and a network address of their own, so that nobody uses up another's limits."""

from playwright.sync_api import Browser, BrowserContext, Route

from tests.e2e.nojs import new_address


def somebody(chromium: Browser) -> BrowserContext:
    """A new context; the caller closes it."""
    address = new_address()

    def from_its_address(route: Route) -> None:
        request = route.request
        if request.is_navigation_request():  # a fetch with a header more would be preflighted, which no person's browser does
            route.continue_(headers={**request.headers, "x-forwarded-for": address})
        else:
            route.continue_()

    opened = chromium.new_context(locale="en-GB")
    opened.route("**/*", from_its_address)
    return opened
