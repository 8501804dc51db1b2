"""The rules of a walk: what people do to browsers, in any order."""

from typing import ClassVar

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from idp.accounts.models import User
from idp.core import clock
from idp.lifecycle import sign_out
from idp.limits import volume
from idp.sessions import services as sessions
from tests.walks.browser import InProcess, Sent, Wire
from tests.walks.pages import Sight
from tests.walks.walker import Tab, Walker
from tests.walks.world import Stage

TABS = st.integers(0, 2)
SMALL = st.integers(0, 11)
WAITS = (31, 61, 5 * 60 + 1, 10 * 60 + 1, 61 * 60, 13 * 3600, 25 * 3600)
COOKIES = ("gatehouse_browser", "gatehouse_session", "gatehouse_csrf", "gatehouse_language")
LANGUAGES = ("en", "de", "ar,en;q=0.5", "zz", "")
LOCAL = (
    "/account",
    "/account/mfa",
    "/manage/clients",
    "/register",
    "/oauth2/logout",
    "/interaction/start?return_to=/account",
    "/password/forgot",
)


class Walk(RuleBasedStateMachine):
    """One browser, three tabs, four people."""

    stage: ClassVar[Stage]

    def __init__(self) -> None:
        super().__init__()
        volume.forget()  # a walk waits for days, the next begins before that: a count of the future leaves room for one event
        self.walker = Walker(self.stage, self.make_wire())

    def make_wire(self) -> Wire:
        return InProcess()

    @property
    def session(self) -> object:
        return self.walker.ledger.session

    def tab(self, number: int) -> Tab:
        """One of the tabs that show something."""
        open_ = [tab for tab in self.walker.tabs if tab.history]
        return open_[number % len(open_)]

    # --- where walks begin ---

    @initialize(who=st.integers(0, 3), client=SMALL, variant=SMALL)
    def begin(self, who: int, client: int, variant: int) -> None:
        tab = self.walker.tabs[0]
        tab.who = self.walker.world.people[who]
        self.walker.open(tab, self.walker.flows.begin(client, variant).url)

    @rule(number=TABS, client=SMALL, variant=SMALL, hint=st.integers(-3, 2))
    def the_client_asks(self, number: int, client: int, variant: int, hint: int) -> None:
        flow = self.walker.flows.begin(client, variant, hint)
        tab = self.walker.tabs[number]
        tab.who = self.walker.world.called(self.walker.flows.hinted(flow)) or tab.who
        if variant == 0:  # by a cross-site POST, which brings no cookie
            self.walker.go(tab, Sent("POST", "/oauth2/authorize", dict(flow.parameters)))
        else:
            self.walker.open(tab, flow.url)

    @rule(number=TABS, which=SMALL)
    def a_page_of_ours(self, number: int, which: int) -> None:
        self.walker.open(self.walker.tabs[number], LOCAL[which % len(LOCAL)])

    # --- what people do ---

    @rule(number=TABS, times=st.integers(1, 4))
    def answer(self, number: int, times: int) -> None:
        for _ in range(times):
            self.walker.answer(self.tab(number))

    @rule(times=st.integers(1, 5))
    def answer_in_the_first_tab(self, times: int) -> None:
        for _ in range(times):
            self.walker.answer(self.tab(0))

    @rule(number=TABS, wrong=st.sampled_from(["000000", "", "not right", "１２３４５６", "AAAAA-AAAAA"]))
    def answer_wrongly(self, number: int, wrong: str) -> None:
        fields = ("password", "code")
        page = self.tab(number).at
        if isinstance(page, Sight) and page.slug and page.posts[0].inputs:
            names = [name for name in fields if name in page.posts[0].inputs]
            typed = wrong[:5] if page.slug == "register" else wrong  # where a password is chosen, only a short one is wrong
            self.walker.answer(self.tab(number), **dict.fromkeys(names, typed))

    @rule(number=TABS)
    def send_twice(self, number: int) -> None:
        tab = self.tab(number)
        if tab.history[-1].method == "POST":
            self.walker.go(tab, tab.history[-1])

    @rule(number=TABS)
    def reload(self, number: int) -> None:
        tab = self.tab(number)
        if isinstance(tab.at, Sight):
            self.walker.open(tab, tab.at.url)

    @rule(number=TABS, far=SMALL)
    def back(self, number: int, far: int) -> None:
        """An earlier page again; a form that was sent is sent again."""
        tab = self.tab(number)
        self.walker.go(tab, tab.history[-1 - far % len(tab.history)])

    @rule(number=TABS, far=SMALL)
    def back_to_the_form(self, number: int, far: int) -> None:
        """The page that an earlier form stood on."""
        tab = self.tab(number)
        posts = [sent for sent in tab.history if sent.method == "POST"]
        if posts:
            self.walker.open(tab, posts[-1 - far % len(posts)].url)

    @rule(number=TABS, which=SMALL)
    def follow_a_link(self, number: int, which: int) -> None:
        page = self.tab(number).at
        if isinstance(page, Sight) and page.links:
            self.walker.open(self.tab(number), page.links[which % len(page.links)])

    @rule(number=TABS, which=SMALL)
    def press_any_button(self, number: int, which: int) -> None:
        """Another way, a new code, Cancel, Sign out: whatever the page has, without typing anything."""
        page = self.tab(number).at
        if isinstance(page, Sight) and page.posts:
            form = page.posts[which % len(page.posts)]
            buttons = [button for button in form.buttons if button not in {"remove", "save"}]
            if buttons:
                pressed = form.buttons[buttons[which % len(buttons)]]
                data = form.values | ({pressed[0]: pressed[1]} if pressed[0] else {})
                self.walker.go(self.tab(number), Sent("POST", form.action or page.url, data))

    @rule(number=TABS, who=st.integers(0, 3))
    def somebody_else_sits_down(self, number: int, who: int) -> None:
        self.tab(number).who = self.walker.world.people[who]

    # --- what happens to browsers ---

    @rule(which=SMALL)
    def lose_a_cookie(self, which: int) -> None:
        name = COOKIES[which % len(COOKIES)]
        self.walker.story.append(f"   lost {name}")
        self.walker.browser.wire.forget(name)

    @rule(which=SMALL)
    def speak(self, which: int) -> None:
        self.walker.browser.language = LANGUAGES[which % len(LANGUAGES)]

    @rule(which=SMALL)
    def time_passes(self, which: int) -> None:
        seconds = WAITS[which % len(WAITS)]
        self.walker.story.append(f"   {seconds} s pass at {clock.unix_time()}")
        self.walker.world.wait(seconds)

    @precondition(lambda self: self.session is not None)
    @rule()
    def signed_out_elsewhere(self) -> None:
        session = self.walker.ledger.session
        assert session is not None
        self.walker.story.append("   signed out elsewhere")
        sessions.end(session, "signed out at a client")
        self.walker.ledger.end(session.pk)

    @rule(who=st.integers(0, 2))
    def ended_by_an_administrator(self, who: int) -> None:
        person = self.walker.world.people[who]
        user = User.objects.get(email=person.email)
        self.walker.story.append(f"   everything of {person.email} ended")
        alive = [session.pk for session in sessions.of(user)]
        sign_out.everywhere(user, "signed out by an operator", actor="operator")
        self.walker.ledger.over |= set(alive)
        self.walker.ledger.void[person.email] = self.walker.ledger.step

    # --- how walks end ---

    def teardown(self) -> None:
        try:
            for tab in [] if self.walker.has_failed else self.walker.tabs:
                self.walker.persist(tab)
        finally:
            note("\n".join(self.walker.story))
            self.walker.world.close()
